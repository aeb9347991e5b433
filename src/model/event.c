#include "model/event.h"

#include "base/json.h"

static void put_text(struct tb_json *j, const char *key, const char *text)
{
	if (!text)
		return;
	tb_json_key(j, key);
	tb_json_str(j, text);
}

static void put_int(struct tb_json *j, const char *key, int64_t n)
{
	tb_json_key(j, key);
	tb_json_int(j, n);
}

void tb_event_canonical(const struct tb_event *ev, const char *site, const char prev[TB_HEX_SIZE], struct tb_str *out)
{
	struct tb_json j = TB_JSON_INIT(out);

	tb_json_open(&j, '{');
	put_text(&j, "actor", ev->actor);
	put_int(&j, "at", ev->at);
	if (ev->batch)
		put_int(&j, "batch", ev->batch);
	put_text(&j, "channel", ev->channel);
	put_text(&j, "doc", ev->doc);
	put_text(&j, "kind", ev->kind);
	tb_json_key(&j, "payload");
	tb_json_raw(&j, ev->payload);
	put_text(&j, "prev", prev);
	put_text(&j, "purpose", ev->purpose);
	put_int(&j, "recorded", ev->recorded);
	put_int(&j, "seq", ev->seq);
	put_text(&j, "site", site);
	put_text(&j, "subject", ev->subject);
	put_text(&j, "unit", ev->unit);
	tb_json_close(&j, '}');
}

void tb_hash_hex(const unsigned char hash[TB_HASH_SIZE], char out[TB_HEX_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	for (int i = 0; i < TB_HASH_SIZE; i++) {
		out[2 * i] = digits[hash[i] >> 4];
		out[2 * i + 1] = digits[hash[i] & 15];
	}
	out[2 * TB_HASH_SIZE] = '\0';
}
