#include "csvio/source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "csvio/sniff.h"

/* Where the first accents come the encoding is to be known, so as much as this is looked at. */
enum { BLOCK_SIZE = 64 * 1024, MAX_LOOK = 4 * BLOCK_SIZE };

enum tb_status tb_source_open(struct tb_source *s, FILE *f, const char *encoding, struct tb_err *err)
{
	*s = (struct tb_source){ .f = f, .encoding = encoding, .text = TB_STR_INIT };
	if (encoding) {
		enum tb_status rc = tb_decoder_open(encoding, &s->decoder, err);

		if (rc)
			return rc;
	}
	s->bytes = tb_malloc(MAX_LOOK);
	return TB_OK;
}

void tb_source_close(struct tb_source *s)
{
	tb_decoder_close(s->decoder);
	tb_str_release(&s->text);
	free(s->bytes);
}

/* Read up to `size` bytes behind the `len` that there are. */
static enum tb_status read_more(struct tb_source *s, size_t *len, size_t size, struct tb_err *err)
{
	const size_t n = fread(s->bytes + *len, 1, size, s->f);

	if (n < size && ferror(s->f))
		return tb_err_set(err, TB_ESYS, N_("cannot read the file: %s"), strerror(errno));
	s->ended = n < size;
	*len += n;
	return TB_OK;
}

static bool is_ascii(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)bytes[i] >= 0x80)
			return false;
	return true;
}

static enum tb_status find_encoding(struct tb_source *s, size_t *len, struct tb_err *err)
{
	enum tb_status rc = s->ended ? TB_OK : read_more(s, len, MAX_LOOK - *len, err);

	if (!rc)
		rc = tb_encoding_find(s->bytes, *len, !s->ended, &s->encoding, err);
	return rc ? rc : tb_decoder_open(s->encoding, &s->decoder, err);
}

/* The first bytes: whether it is text at all, and a byte order mark. Gives how many bytes that takes. */
static enum tb_status look(struct tb_source *s, size_t len, size_t *skip, struct tb_err *err)
{
	const char *marked = tb_sniff_encoding(s->bytes, len, skip);
	enum tb_status rc = tb_sniff_check(s->bytes, len, err);

	s->begun = true;
	if (rc || !marked || s->encoding)
		return rc;
	s->encoding = marked;
	return tb_decoder_open(marked, &s->decoder, err);
}

enum tb_status tb_source_next(struct tb_source *s, const char **text, size_t *len, struct tb_err *err)
{
	size_t n = 0, skip = 0;
	enum tb_status rc = s->ended ? TB_OK : read_more(s, &n, BLOCK_SIZE, err);

	if (!rc && !s->begun)
		rc = look(s, n, &skip, err);
	if (!rc && !s->encoding && !is_ascii(s->bytes + skip, n - skip))
		rc = find_encoding(s, &n, err);
	if (rc)
		return rc;
	*text = s->bytes + skip;
	*len = n - skip;
	if (s->decoder) {
		tb_str_clear(&s->text);
		tb_decoder_feed(s->decoder, *text, *len, s->ended, &s->text);
		*text = s->text.buf;
		*len = s->text.len;
	}
	return TB_OK;
}
