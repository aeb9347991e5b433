#include "scan/outcome.h"

#include <signal.h>
#include <sys/wait.h>

/* The kernel kills by SIGKILL where memory runs out. */
enum tb_outcome tb_outcome_of(const struct tb_child *child, int status, bool slow)
{
	if (child->killed)
		return slow ? TB_OUTCOME_SLOW : TB_OUTCOME_CRASHED;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		return TB_OUTCOME_SLOW;
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGKILL ? TB_OUTCOME_HUNGRY : TB_OUTCOME_CRASHED;
	return WEXITSTATUS(status) ? TB_OUTCOME_BROKEN : TB_OUTCOME_ANSWERED;
}

enum tb_status tb_outcome_explain(enum tb_outcome outcome, const char *name, const char *decoder, struct tb_err *err)
{
	switch (outcome) {
	case TB_OUTCOME_SLOW:
		return tb_err_set(
			err, TB_EINVAL,
			N_("picture '%s' could not be read: the decoder took too long; photograph it again or crop it"),
			name);
	case TB_OUTCOME_HUNGRY:
		return tb_err_set(err, TB_EINVAL,
				  N_("picture '%s' could not be read: the decoder needed too much memory; photograph "
				     "it again or crop it"),
				  name);
	case TB_OUTCOME_BROKEN:
		return tb_err_set(err, TB_ESYS, N_("the picture decoder '%s' does not work; install trangbi again"),
				  decoder);
	default:
		return tb_err_set(
			err, TB_EINVAL,
			N_("picture '%s' could not be read: the decoder crashed; photograph it again or crop it"),
			name);
	}
}

enum tb_status tb_outcome_nonsense(const char *name, struct tb_err *err)
{
	return tb_err_set(
		err, TB_EINVAL,
		N_("picture '%s' could not be read: the decoder's answer makes no sense; photograph it again or "
		   "crop it"),
		name);
}
