#include "service/label_out.h"

#include <stdlib.h>
#include <string.h>

#include <trangbi/str.h>

#include "base/alloc.h"

static enum tb_status open_file(struct tb_label_out *out, const char *path, struct tb_err *err)
{
	struct tb_outfile file = TB_OUTFILE_INIT;
	enum tb_status rc = tb_outfile_open(&file, path, err);

	if (rc)
		return rc;
	TB_GROW(out->file, out->n_files, out->cap);
	out->file[out->n_files++] = file;
	return TB_OK;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static enum tb_status take_file(struct tb_label_out *out, const char *path, struct tb_err *err)
{
	enum tb_status rc = tb_label_format_of(path, &out->format, err);

	out->name = base_name(path);
	return rc ? rc : open_file(out, path, err);
}

static enum tb_status take_address(struct tb_label_out *out, const struct tb_label_target *target, struct tb_err *err)
{
	const char *language = target->language ? target->language : "zpl";

	out->name = target->address;
	out->stepwise = true;
	out->format = strcmp(language, "tspl") ? TB_LABEL_ZPL : TB_LABEL_TSPL;
	if (strcmp(language, "zpl") != 0 && strcmp(language, "tspl") != 0)
		return tb_err_set(err, TB_EINVAL,
				  N_("'%s' is no language of label printers known here; give zpl or tspl"), language);
	return tb_port_open(target->address, &out->port, err);
}

enum tb_status tb_label_out_open(struct tb_label_out *out, const struct tb_label_target *target, struct tb_err *err)
{
	*out = (struct tb_label_out){ .target = target, .format = TB_LABEL_PDF };
	if (!!target->file + !!target->printer + !!target->address != 1)
		return tb_err_set(
			err, TB_EINVAL,
			N_("say where the labels go: a file (-o), a print queue (--printer) or a label printer "
			   "(--to), one of them"));
	if (target->file)
		return take_file(out, target->file, err);
	if (target->address)
		return take_address(out, target, err);
	out->name = target->printer;
	return tb_port_spool(target->printer, "trangbi", &out->port, err);
}

/* The first page has the name that was given; "tem.png" is followed by "tem-2.png". */
enum tb_status tb_label_out_page(struct tb_label_out *out, size_t number, struct tb_err *err)
{
	const char *path = out->target->file;
	struct tb_str name = TB_STR_INIT;
	enum tb_status rc;
	size_t stem;

	if (!path || number < 2 || !tb_label_has_single_pages(out->format))
		return TB_OK;
	rc = tb_outfile_finish(&out->file[out->n_files - 1], err); /* a process may have only so many files open */
	if (rc)
		return rc;
	stem = (size_t)(strrchr(path, '.') - path);
	tb_str_add(&name, path, stem);
	tb_str_addf(&name, "-%zu%s", number, path + stem);
	rc = open_file(out, name.buf, err);
	tb_str_release(&name);
	return rc;
}

enum tb_status tb_label_out_write(struct tb_label_out *out, const void *bytes, size_t len, struct tb_err *err)
{
	if (out->port)
		return tb_port_write(out->port, bytes, len, err);
	return tb_outfile_write(&out->file[out->n_files - 1], bytes, len, err);
}

enum tb_status tb_label_out_settle(struct tb_label_out *out, struct tb_err *err)
{
	return out->stepwise ? tb_port_settle(out->port, err) : TB_OK;
}

enum tb_status tb_label_out_finish(struct tb_label_out *out, struct tb_err *err)
{
	struct tb_port *port = out->port;
	enum tb_status rc = TB_OK;

	out->port = NULL;
	if (port)
		return tb_port_close(port, err);
	for (size_t i = 0; !rc && i < out->n_files; i++)
		rc = tb_outfile_finish(&out->file[i], err);
	return rc;
}

enum tb_status tb_label_out_commit(struct tb_label_out *out, struct tb_err *err)
{
	enum tb_status rc = tb_label_out_finish(out, err);

	for (size_t i = 0; !rc && i < out->n_files; i++)
		rc = tb_outfile_commit(&out->file[i], err);
	return rc;
}

void tb_label_out_release(struct tb_label_out *out)
{
	tb_port_abort(out->port);
	for (size_t i = 0; i < out->n_files; i++)
		tb_outfile_release(&out->file[i]);
	free(out->file);
	*out = (struct tb_label_out){ .target = NULL };
}
