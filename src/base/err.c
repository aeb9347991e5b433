#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <trangbi/err.h>
#include <trangbi/str.h>

enum { MAX_ARGS = 8, MAX_ARG_LEN = 200, NUMBER_SIZE = sizeof("-9223372036854775808…") };

/* A conversion in a message: "%s", "%lld", in a translation also "%2$s". */
struct conversion {
	const char *end;   /* just behind it */
	unsigned position; /* 1-based, 0 where none is named */
	unsigned longs;    /* how many 'l' */
	int size_t_;       /* 'z' was given */
	char type;         /* '%' for a literal percent sign */
};

static struct conversion read_conversion(const char *percent)
{
	struct conversion c = { .end = percent + 1 };
	char *after;
	unsigned long n = strtoul(c.end, &after, 10);

	if (after > c.end && *after == '$') {
		c.position = (unsigned)n;
		c.end = after + 1;
	}
	for (; *c.end == 'l'; c.end++)
		c.longs++;
	for (; *c.end == 'z'; c.end++)
		c.size_t_ = 1;
	c.type = *c.end;
	if (*c.end)
		c.end++;
	return c;
}

static void take_arg(const struct conversion *c, va_list *args, struct tb_str *out)
{
	char one[2] = "";

	if (c->type == 's') {
		const char *s = va_arg(*args, const char *);

		tb_str_adds(out, s ? s : "-");
	} else if (c->type == 'c') {
		one[0] = (char)va_arg(*args, int);
		tb_str_adds(out, one);
	} else if (c->size_t_) {
		tb_str_addint(out, (long long)va_arg(*args, size_t));
	} else if (c->longs >= 2) {
		tb_str_addint(out, va_arg(*args, long long));
	} else if (c->longs == 1) {
		tb_str_addint(out, va_arg(*args, long));
	} else if (c->type == 'u') {
		tb_str_addint(out, va_arg(*args, unsigned));
	} else {
		tb_str_addint(out, va_arg(*args, int));
	}
}

/* How long the next argument may be, so that a number fits in each place behind it. */
static size_t room_left(const struct tb_err *err, size_t used)
{
	size_t later = MAX_ARGS - 1 - err->n_args;
	size_t room = sizeof(err->args) - used - later * NUMBER_SIZE - sizeof("…");

	return room < MAX_ARG_LEN ? room : MAX_ARG_LEN;
}

/* Shorten to `len` bytes without cutting a UTF-8 sequence in two. */
static void shorten(struct tb_str *s, size_t len)
{
	if (s->len <= len)
		return;
	while (len && ((unsigned char)s->buf[len] & 0xC0) == 0x80)
		len--;
	tb_str_cut(s, len);
	tb_str_adds(s, "…");
}

static void store_arg(struct tb_err *err, size_t *used, struct tb_str *arg)
{
	if (err->n_args == MAX_ARGS)
		return;
	shorten(arg, room_left(err, *used));
	memcpy(err->args + *used, arg->buf, arg->len + 1);
	*used += arg->len + 1;
	err->n_args++;
}

enum tb_status tb_err_set(struct tb_err *err, enum tb_status status, const char *msgid, ...)
{
	struct tb_str arg = TB_STR_INIT;
	size_t used = 0;
	va_list args;

	if (!err)
		return status;
	err->status = status;
	err->msgid = msgid;
	err->n_args = 0;
	va_start(args, msgid);
	for (const char *p = strchr(msgid, '%'); p; p = strchr(p, '%')) {
		struct conversion c = read_conversion(p);

		p = c.end;
		if (c.type == '%')
			continue;
		tb_str_clear(&arg);
		take_arg(&c, &args, &arg);
		store_arg(err, &used, &arg);
	}
	va_end(args);
	tb_str_release(&arg);
	return status;
}

enum tb_status tb_err_set_plain(struct tb_err *err, enum tb_status status, const char *msgid)
{
	if (!err)
		return status;
	err->status = status;
	err->msgid = msgid;
	err->n_args = 0;
	return status;
}

void tb_err_clear(struct tb_err *err)
{
	err->status = TB_OK;
	err->msgid = NULL;
	err->n_args = 0;
}

static const char *nth_arg(const struct tb_err *err, unsigned n)
{
	const char *p = err->args;

	if (n >= err->n_args)
		return "";
	while (n--)
		p += strlen(p) + 1;
	return p;
}

void tb_err_text(const struct tb_err *err, const char *(*translate)(const char *msgid), struct tb_str *out)
{
	const char *p = err->msgid ? err->msgid : "";
	unsigned next = 0;

	if (translate && *p)
		p = translate(p);
	for (const char *percent; (percent = strchr(p, '%'));) {
		struct conversion c = read_conversion(percent);

		tb_str_add(out, p, (size_t)(percent - p));
		if (c.type == '%')
			tb_str_addc(out, '%');
		else
			tb_str_adds(out, nth_arg(err, c.position ? c.position - 1 : next++));
		p = c.end;
	}
	tb_str_adds(out, p);
}
