#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <trangbi/str.h>

#include "base/alloc.h"
#include "base/file.h"

static enum tb_status cannot(struct tb_err *err, const char *msgid, const char *path)
{
	return tb_err_set(err, TB_ESYS, msgid, path, strerror(errno));
}

/* `path` is NULL for the standard output. */
static enum tb_status cannot_write(struct tb_err *err, const char *path)
{
	if (!path)
		return tb_err_set(err, TB_ESYS, N_("the standard output cannot be written (is the disk full?)"));
	return cannot(err, N_("cannot write '%s': %s"), path);
}

/* A name beside `path`; mkstemp() makes it unique. */
static char *temp_name(const char *path)
{
	struct tb_str name = TB_STR_INIT;

	tb_str_addf(&name, "%s.XXXXXX", path);
	return name.buf;
}

/* A pipe or a device (/dev/stdout, /dev/full) is written as it is: there is no place to move a file to. */
static bool is_special(const char *path)
{
	struct stat st;

	return !stat(path, &st) && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

/* The register itself, a backup: an export under its name would be the end of it. */
static bool is_database(const char *path)
{
	static const char magic[16] = "SQLite format 3";
	char head[sizeof(magic)];
	FILE *f = fopen(path, "re");
	bool same = f && fread(head, 1, sizeof(head), f) == sizeof(head) && !memcmp(head, magic, sizeof(head));

	if (f)
		fclose(f);
	return same;
}

enum tb_status tb_outfile_open(struct tb_outfile *out, const char *path, struct tb_err *err)
{
	struct stat st;
	mode_t mask;
	int fd;

	*out = TB_OUTFILE_INIT;
	if (!strcmp(path, "-")) {
		out->f = stdout;
		return TB_OK;
	}
	if (is_special(path)) {
		out->f = fopen(path, "we");
		if (!out->f)
			return cannot_write(err, path);
		out->path = tb_strdup(path);
		return TB_OK;
	}
	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		return tb_err_set(err, TB_ESYS, N_("cannot write '%s': it is a folder; name a file"), path);
	if (is_database(path))
		return tb_err_set(err, TB_EREFUSED, N_("'%s' is a database and is not overwritten; name another file"),
				  path);
	out->temp = temp_name(path);
	fd = mkostemp(out->temp, O_CLOEXEC);
	if (fd < 0) {
		free(out->temp);
		out->temp = NULL;
		return cannot_write(err, path);
	}
	mask = umask(0);
	umask(mask);
	if (fchmod(fd, 0666 & ~mask))
		errno = 0; /* some file systems have no modes; the file is ours all the same */
	out->path = tb_strdup(path);
	out->f = fdopen(fd, "w");
	return TB_OK;
}

static enum tb_status flush(FILE *f)
{
	bool bad = ferror(f);

	if (fflush(f))
		bad = true;
	return bad ? TB_ESYS : TB_OK;
}

enum tb_status tb_outfile_write(struct tb_outfile *out, const void *bytes, size_t len, struct tb_err *err)
{
	return fwrite(bytes, 1, len, out->f) == len ? TB_OK : cannot_write(err, out->path);
}

enum tb_status tb_outfile_finish(struct tb_outfile *out, struct tb_err *err)
{
	if (!out->f)
		return TB_OK;
	if (flush(out->f) || (out->temp && fsync(fileno(out->f)))) {
		cannot_write(err, out->path);
		tb_outfile_release(out);
		return TB_ESYS;
	}
	if (out->f != stdout)
		fclose(out->f);
	out->f = NULL;
	return TB_OK;
}

enum tb_status tb_outfile_commit(struct tb_outfile *out, struct tb_err *err)
{
	enum tb_status rc = tb_outfile_finish(out, err);

	if (rc)
		return rc;
	if (out->temp && rename(out->temp, out->path)) {
		cannot_write(err, out->path);
		tb_outfile_release(out);
		return TB_ESYS;
	}
	free(out->temp);
	out->temp = NULL;
	tb_outfile_release(out);
	return TB_OK;
}

void tb_outfile_release(struct tb_outfile *out)
{
	if (!out)
		return;
	if (out->f && out->f != stdout)
		fclose(out->f);
	if (out->temp)
		unlink(out->temp);
	free(out->temp);
	free(out->path);
	*out = TB_OUTFILE_INIT;
}

int tb_file_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc;

	if (fd < 0)
		return -1;
	rc = fsync(fd);
	close(fd);
	return rc;
}

int tb_file_sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct tb_str folder = TB_STR_INIT;
	int rc;

	if (slash)
		tb_str_add(&folder, path, (size_t)(slash - path) + 1);
	else
		tb_str_addc(&folder, '.');
	rc = tb_file_sync(folder.buf);
	tb_str_release(&folder);
	return rc && errno == EIO ? -1 : 0; /* some file systems cannot, and some folders may not be read */
}

bool tb_file_is_same(const char *a, const char *b)
{
	struct stat one, other;

	return !stat(a, &one) && !stat(b, &other) && one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

enum tb_status tb_infile_open(const char *path, FILE **out, struct tb_err *err)
{
	struct stat st;
	FILE *f;

	if (!strcmp(path, "-")) {
		*out = stdin;
		return TB_OK;
	}
	f = fopen(path, "re");
	if (!f)
		return cannot(err, N_("cannot read '%s': %s"), path);
	if (!fstat(fileno(f), &st) && S_ISDIR(st.st_mode)) {
		fclose(f);
		return tb_err_set(err, TB_ESYS, N_("cannot read '%s': it is a folder; name a file"), path);
	}
	*out = f;
	return TB_OK;
}

const char *tb_file_own(struct tb_pool *pool, const char *built, const char *installed)
{
	static const char *const above[] = { "", "/..", "/../.." };
	char exe[4096];
	ssize_t len = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	char *slash, *path, *there;

	if (len < 0)
		return tb_pool_strdup(pool, built);
	exe[len] = '\0';
	slash = strrchr(exe, '/');
	if (slash)
		*slash = '\0';
	there = tb_pool_printf(pool, "%s/%s", exe, installed);
	for (size_t i = 0; i < sizeof(above) / sizeof(*above); i++) {
		path = tb_pool_printf(pool, "%s%s/%s", exe, above[i], built);
		if (!access(path, R_OK))
			return path;
		if (!access(there, R_OK))
			break;
	}
	return there;
}
