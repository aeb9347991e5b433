#include <string.h>

#include "model/label.h"
#include "model/stocktake.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

const struct tb_word tb_conditions[] = {
	{ "ok", N_("ok"), "tot|good|binh thuong|su dung tot" },
	{ "worn", N_("worn"), "cu|xuong cap|kem" },
	{ "broken", N_("broken"), "hong|hu hong|bi hong" },
	{ NULL, NULL, NULL },
};

static const struct tb_word statuses[] = {
	{ "in_stock", N_("in stock"), "trong kho|chua su dung" },
	{ "in_use", N_("in use"), "dang su dung" },
	{ "in_repair", N_("in repair"), "dang sua chua" },
	{ "in_transit", N_("in transit"), "dang dieu chuyen" },
	{ "missing", N_("missing"), "dang tim|that lac|khong tim thay" },
	{ "lost", N_("lost"), "mat" },
	{ "awaiting_disposal", N_("awaiting disposal"), "cho thanh ly" },
	{ "disposed", N_("disposed"), "da thanh ly" },
	{ NULL, NULL, NULL },
};

/* Public-asset law, art. 64: only "management" falls under the finance ministry's circular on fixed assets. */
static const struct tb_word regimes[] = {
	{ "management", N_("management"), "quan ly|phuc vu cong tac quan ly" },
	{ "specialised", N_("specialised"), "chuyen dung" },
	{ NULL, NULL, NULL },
};

static const struct tb_word groups[] = {
	{ "vehicle", N_("vehicle"), "phuong tien|xe" },
	{ "tool", N_("tool"), "cong cu|dung cu|cong cu dung cu|ccdc" },
	{ "it", N_("information technology"), "cong nghe thong tin|cntt|may tinh" },
	{ "radio", N_("communication"), "thong tin lien lac|bo dam" },
	{ "furniture", N_("furniture"), "noi that|ban ghe" },
	{ "protection", N_("protection and rescue"), "bao ho|cuu nan|phong chay chua chay" },
	{ "other", N_("other"), "khac" },
	{ NULL, NULL, NULL },
};

static const struct tb_field asset_fields[] = {
	{ "book_unit", TB_CODE, TB_FILLED, N_("book unit"), "don vi ghi so|don vi so sach", NULL },
	{ "booked", TB_DATE, 0, N_("booked on"), "ngay ghi tang|ngay ghi so", NULL },
	{ "condition", TB_WORD, TB_FILLED, N_("condition"), "tinh trang|chat luong", tb_conditions },
	{ "cost", TB_MONEY, 0, N_("original cost"), "nguyen gia|gia tri|don gia", NULL },
	{ "country", TB_TEXT, 0, N_("country"), "nuoc san xuat|xuat xu", NULL },
	{ "custodian", TB_CODE, TB_DERIVED, N_("custodian"), "nguoi giu", NULL },
	{ "due", TB_DATE, TB_DERIVED, N_("due back"), "han tra", NULL },
	{ "engine_no", TB_TEXT, TB_IDENTITY, N_("engine no."), "so may", NULL },
	{ "extra", TB_JSON, 0, N_("extra fields"), NULL, NULL },
	{ "frame_no", TB_TEXT, TB_IDENTITY, N_("frame no."), "so khung", NULL },
	{ "funding", TB_TEXT, 0, N_("funding source"), "nguon hinh thanh|nguon kinh phi|nguon von", NULL },
	{ "invoice", TB_TEXT, TB_IDENTITY, N_("invoice"), "hoa don|so hoa don", NULL },
	{ "kind", TB_CODE, TB_REQUIRED | TB_ON_ADD, N_("kind"), "loai|ma loai|loai tai san|chung loai", NULL },
	{ "maker", TB_TEXT, 0, N_("maker"), "hang|hang san xuat|nhan hieu", NULL },
	{ "measure", TB_TEXT, 0, N_("unit of measure"), "don vi tinh|dvt", NULL },
	{ "model", TB_TEXT, 0, N_("model"), "kieu|so loai|ky hieu", NULL },
	{ "name", TB_TEXT, TB_REQUIRED, N_("name"), "ten|ten tai san|ten thiet bi|asset name", NULL },
	{ "note", TB_LINES, 0, N_("note"), "ghi chu|notes", NULL },
	{ "old_code", TB_TEXT, TB_IDENTITY, N_("old code"), "ma cu|ma so|so hieu tscd|so the|so hieu", NULL },
	{ "plate", TB_TEXT, TB_IDENTITY, N_("plate"), "bien so|bien kiem soat|license plate", NULL },
	{ "purchased", TB_DATE, 0, N_("purchased on"), "ngay mua|purchase date", NULL },
	{ "purpose", TB_TEXT, TB_DERIVED, N_("purpose"), "muc dich", NULL },
	{ "quantity", TB_INT, TB_FILLED, N_("quantity"), "so luong", NULL },
	{ "received", TB_DATE, 0, N_("received on"), "ngay nhan|ngay nhap|ngay tiep nhan", NULL },
	{ "regime", TB_WORD, 0, N_("regime"), "che do", regimes },
	{ "seen_at", TB_INSTANT, TB_DERIVED, N_("last seen"), NULL, NULL },
	{ "seen_how", TB_TEXT, TB_DERIVED, N_("last seen by"), NULL, NULL },
	{ "seen_unit", TB_CODE, TB_DERIVED, N_("last seen at"), NULL, NULL },
	{ "serial", TB_TEXT, TB_IDENTITY, N_("serial"), "so seri|so se ri|serial number", NULL },
	{ "status", TB_WORD, TB_DERIVED, N_("status"), "trang thai", statuses },
	{ "supplier", TB_TEXT, 0, N_("supplier"), "nha cung cap", NULL },
	{ "tag", TB_CODE, TB_KEY, N_("tag"), "ma tai san|ma tem|asset tag", NULL },
	{ "unit", TB_CODE, TB_REQUIRED | TB_ON_ADD, N_("unit"),
	  "don vi|ma don vi|bo phan su dung|don vi su dung|noi su dung", NULL },
	{ "warranty_end", TB_DATE, 0, N_("warranty until"), "bao hanh den|han bao hanh", NULL },
	{ "year_in_use", TB_YEAR, 0, N_("year put into use"), "nam su dung|nam dua vao su dung", NULL },
	{ "year_made", TB_YEAR, 0, N_("year made"), "nam san xuat", NULL },
};

static const unsigned char asset_show[] = {
	TB_ASSET_TAG,       TB_ASSET_NAME,        TB_ASSET_KIND,      TB_ASSET_MODEL,        TB_ASSET_SERIAL,
	TB_ASSET_PLATE,     TB_ASSET_FRAME_NO,    TB_ASSET_ENGINE_NO, TB_ASSET_MAKER,        TB_ASSET_COUNTRY,
	TB_ASSET_YEAR_MADE, TB_ASSET_YEAR_IN_USE, TB_ASSET_QUANTITY,  TB_ASSET_MEASURE,      TB_ASSET_STATUS,
	TB_ASSET_CONDITION, TB_ASSET_UNIT,        TB_ASSET_CUSTODIAN, TB_ASSET_DUE,          TB_ASSET_PURPOSE,
	TB_ASSET_BOOK_UNIT, TB_ASSET_COST,        TB_ASSET_FUNDING,   TB_ASSET_SUPPLIER,     TB_ASSET_INVOICE,
	TB_ASSET_PURCHASED, TB_ASSET_RECEIVED,    TB_ASSET_BOOKED,    TB_ASSET_WARRANTY_END, TB_ASSET_REGIME,
	TB_ASSET_OLD_CODE,  TB_ASSET_SEEN_AT,     TB_ASSET_SEEN_UNIT, TB_ASSET_SEEN_HOW,     TB_ASSET_NOTE,
	TB_ASSET_EXTRA,
};

static const unsigned char asset_list[] = {
	TB_ASSET_TAG,       TB_ASSET_NAME,      TB_ASSET_UNIT, TB_ASSET_STATUS,
	TB_ASSET_CONDITION, TB_ASSET_CUSTODIAN, TB_ASSET_DUE,
};

static const struct tb_field unit_fields[] = {
	{ "budget_code", TB_CODE, 0, N_("budget unit code"), "ma qhns|ma dvqhns", NULL },
	{ "code", TB_CODE, TB_KEY | TB_REQUIRED, N_("code"), "ma|ma don vi", NULL },
	{ "extra", TB_JSON, 0, N_("extra fields"), NULL, NULL },
	{ "full_name", TB_TEXT, 0, N_("full name"), "ten day du", NULL },
	{ "kind", TB_TEXT, 0, N_("kind"), "loai|cap", NULL },
	{ "name", TB_TEXT, TB_REQUIRED, N_("name"), "ten|ten don vi", NULL },
	{ "note", TB_LINES, 0, N_("note"), "ghi chu|notes", NULL },
	{ "parent", TB_CODE, 0, N_("parent"), "parent code|ma cap tren|don vi cap tren|thuoc", NULL },
	{ "successor", TB_CODE, 0, N_("successor"), "don vi ke thua|sap nhap vao", NULL },
	{ "valid_from", TB_DATE, 0, N_("valid from"), "hieu luc tu", NULL },
	{ "valid_to", TB_DATE, 0, N_("valid to"), "hieu luc den", NULL },
};

static const unsigned char unit_show[] = {
	TB_UNIT_CODE,       TB_UNIT_NAME,     TB_UNIT_FULL_NAME, TB_UNIT_KIND, TB_UNIT_PARENT, TB_UNIT_BUDGET_CODE,
	TB_UNIT_VALID_FROM, TB_UNIT_VALID_TO, TB_UNIT_SUCCESSOR, TB_UNIT_NOTE, TB_UNIT_EXTRA,
};

static const unsigned char unit_list[] = { TB_UNIT_CODE, TB_UNIT_NAME, TB_UNIT_KIND, TB_UNIT_PARENT };

static const struct tb_field person_fields[] = {
	{ "active", TB_BOOL, TB_FILLED, N_("active"), "dang cong tac", NULL },
	{ "extra", TB_JSON, 0, N_("extra fields"), NULL, NULL },
	{ "name", TB_TEXT, TB_REQUIRED, N_("name"), "ten|ho ten|ho va ten", NULL },
	{ "note", TB_LINES, 0, N_("note"), "ghi chu|notes", NULL },
	{ "number", TB_CODE, TB_KEY | TB_REQUIRED, N_("service number"), "so hieu|so hieu cand|ma can bo", NULL },
	{ "phone", TB_TEXT, TB_IDENTITY, N_("phone"), "dien thoai|so dien thoai", NULL },
	{ "position", TB_TEXT, 0, N_("position"), "chuc vu", NULL },
	{ "rank", TB_TEXT, 0, N_("rank"), "cap bac", NULL },
	{ "unit", TB_CODE, TB_REQUIRED, N_("unit"), "don vi|ma don vi|don vi cong tac", NULL },
};

static const unsigned char person_show[] = {
	TB_PERSON_NUMBER, TB_PERSON_NAME,   TB_PERSON_RANK, TB_PERSON_POSITION, TB_PERSON_UNIT,
	TB_PERSON_PHONE,  TB_PERSON_ACTIVE, TB_PERSON_NOTE, TB_PERSON_EXTRA,
};

static const unsigned char person_list[] = { TB_PERSON_NUMBER, TB_PERSON_NAME, TB_PERSON_RANK, TB_PERSON_UNIT };

static const struct tb_field kind_fields[] = {
	{ "code", TB_CODE, TB_KEY | TB_REQUIRED, N_("code"), "ma|ma loai", NULL },
	{ "extra", TB_JSON, 0, N_("extra fields"), NULL, NULL },
	{ "group", TB_WORD, 0, N_("group"), "nhom", groups },
	{ "guidance", TB_LINES, 0, N_("guidance on use and preservation"), "huong dan|huong dan su dung", NULL },
	{ "life_years", TB_INT, 0, N_("useful life in years"), "so nam su dung|thoi gian su dung", NULL },
	{ "measure", TB_TEXT, 0, N_("unit of measure"), "don vi tinh|dvt", NULL },
	{ "name", TB_TEXT, TB_REQUIRED, N_("name"), "ten|ten loai", NULL },
	{ "name_en", TB_TEXT, 0, N_("English name"), "ten tieng anh", NULL },
	{ "note", TB_LINES, 0, N_("note"), "ghi chu|notes", NULL },
	{ "parent", TB_CODE, 0, N_("parent"), "parent code|thuoc loai|loai cha", NULL },
	{ "regime", TB_WORD, 0, N_("regime"), "che do", regimes },
	{ "tag_code", TB_CODE, 0, N_("code in tags"), "ma tren tem", NULL },
};

static const unsigned char kind_show[] = {
	TB_KIND_CODE,   TB_KIND_NAME,       TB_KIND_NAME_EN, TB_KIND_PARENT,   TB_KIND_GROUP, TB_KIND_TAG_CODE,
	TB_KIND_REGIME, TB_KIND_LIFE_YEARS, TB_KIND_MEASURE, TB_KIND_GUIDANCE, TB_KIND_NOTE,  TB_KIND_EXTRA,
};

static const unsigned char kind_list[] = { TB_KIND_CODE, TB_KIND_NAME, TB_KIND_GROUP, TB_KIND_PARENT };

static const struct tb_field event_fields[] = {
	{ "actor", TB_TEXT, 0, N_("by"), NULL, NULL },        { "at", TB_INSTANT, 0, N_("happened"), NULL, NULL },
	{ "batch", TB_INT, 0, N_("batch"), NULL, NULL },      { "channel", TB_TEXT, 0, N_("channel"), NULL, NULL },
	{ "doc", TB_TEXT, 0, N_("document"), NULL, NULL },    { "hash", TB_TEXT, 0, N_("hash"), NULL, NULL },
	{ "kind", TB_TEXT, 0, N_("event"), NULL, NULL },      { "payload", TB_JSON, 0, N_("details"), NULL, NULL },
	{ "purpose", TB_TEXT, 0, N_("purpose"), NULL, NULL }, { "recorded", TB_INSTANT, 0, N_("recorded"), NULL, NULL },
	{ "seq", TB_INT, TB_KEY, N_("no."), NULL, NULL },     { "subject", TB_TEXT, 0, N_("subject"), NULL, NULL },
	{ "unit", TB_CODE, 0, N_("unit"), NULL, NULL },
};

static const unsigned char event_show[] = {
	TB_EVENT_SEQ,   TB_EVENT_AT,      TB_EVENT_RECORDED, TB_EVENT_KIND, TB_EVENT_SUBJECT,
	TB_EVENT_UNIT,  TB_EVENT_ACTOR,   TB_EVENT_PURPOSE,  TB_EVENT_DOC,  TB_EVENT_CHANNEL,
	TB_EVENT_BATCH, TB_EVENT_PAYLOAD, TB_EVENT_HASH,
};

static const unsigned char event_list[] = {
	TB_EVENT_SEQ,   TB_EVENT_AT,  TB_EVENT_KIND,    TB_EVENT_UNIT,
	TB_EVENT_ACTOR, TB_EVENT_DOC, TB_EVENT_PURPOSE, TB_EVENT_PAYLOAD,
};

static const struct tb_field imported_fields[] = {
	{ "actor", TB_TEXT, 0, N_("by"), NULL, NULL },
	{ "added", TB_INT, 0, N_("new"), NULL, NULL },
	{ "at", TB_INSTANT, 0, N_("happened"), NULL, NULL },
	{ "beside", TB_INT, 0, N_("registered too"), NULL, NULL },
	{ "changed", TB_INT, 0, N_("changed"), NULL, NULL },
	{ "file", TB_TEXT, 0, N_("file"), NULL, NULL },
	{ "id", TB_INT, TB_KEY, N_("no."), NULL, NULL },
	{ "noun", TB_TEXT, 0, N_("noun"), NULL, NULL },
	{ "profile", TB_TEXT, 0, N_("profile"), NULL, NULL },
	{ "rejected", TB_INT, 0, N_("rejected"), NULL, NULL },
	{ "rows", TB_INT, 0, N_("rows"), NULL, NULL },
	{ "same", TB_INT, 0, N_("same"), NULL, NULL },
	{ "undone_by", TB_INT, 0, N_("taken back by event"), NULL, NULL },
};

static const unsigned char imported_list[] = {
	TB_IMPORTED_ID,     TB_IMPORTED_AT,      TB_IMPORTED_ACTOR,     TB_IMPORTED_NOUN, TB_IMPORTED_FILE,
	TB_IMPORTED_ROWS,   TB_IMPORTED_ADDED,   TB_IMPORTED_CHANGED,   TB_IMPORTED_SAME, TB_IMPORTED_REJECTED,
	TB_IMPORTED_BESIDE, TB_IMPORTED_PROFILE, TB_IMPORTED_UNDONE_BY,
};

const struct tb_noun tb_imported_noun = {
	.name = "import",
	.plural = "imports",
	.fields = imported_fields,
	.n_fields = COUNT(imported_fields),
	.key = TB_IMPORTED_ID,
	.show = imported_list,
	.list = imported_list,
	.n_list = COUNT(imported_list),
};

static const struct tb_field register_fields[] = {
	{ "copies", TB_INT, 0, N_("labels"), NULL, NULL },
	{ "last_at", TB_INSTANT, 0, N_("last printed"), NULL, NULL },
	{ "last_by", TB_TEXT, 0, N_("by"), NULL, NULL },
	{ "last_reason", TB_WORD, 0, N_("reason"), NULL, tb_label_reasons },
	{ "last_template", TB_TEXT, 0, N_("template"), NULL, NULL },
	{ "name", TB_TEXT, 0, N_("name"), NULL, NULL },
	{ "prints", TB_INT, 0, N_("times printed"), NULL, NULL },
	{ "tag", TB_CODE, TB_KEY, N_("tag"), NULL, NULL },
	{ "unit", TB_CODE, 0, N_("unit"), NULL, NULL },
};

static const unsigned char register_list[] = {
	TB_REGISTER_TAG,     TB_REGISTER_NAME,          TB_REGISTER_UNIT,
	TB_REGISTER_PRINTS,  TB_REGISTER_COPIES,        TB_REGISTER_LAST_AT,
	TB_REGISTER_LAST_BY, TB_REGISTER_LAST_TEMPLATE, TB_REGISTER_LAST_REASON,
};

const struct tb_noun tb_register_noun = {
	.name = "label",
	.plural = "labels",
	.fields = register_fields,
	.n_fields = COUNT(register_fields),
	.key = TB_REGISTER_TAG,
	.show = register_list,
	.list = register_list,
	.n_list = COUNT(register_list),
};

#define NOUN(n, key_field, no_such, there_already)                                                                     \
	const struct tb_noun tb_##n##_noun = {                                                                         \
		.name = #n,                                                                                            \
		.plural = #n "s",                                                                                      \
		.missing = (no_such),                                                                                  \
		.exists = (there_already),                                                                             \
		.fields = n##_fields,                                                                                  \
		.n_fields = COUNT(n##_fields),                                                                         \
		.key = (key_field),                                                                                    \
		.show = n##_show,                                                                                      \
		.list = n##_list,                                                                                      \
		.n_list = COUNT(n##_list),                                                                             \
	}

NOUN(asset, TB_ASSET_TAG, N_("there is no asset '%s' in the register"), N_("asset '%s' is registered already"));
NOUN(unit, TB_UNIT_CODE, N_("there is no unit '%s' in the register"), N_("unit '%s' is registered already"));
NOUN(person, TB_PERSON_NUMBER, N_("there is no person '%s' in the register"), N_("person '%s' is registered already"));
NOUN(kind, TB_KIND_CODE, N_("there is no kind '%s' in the register"), N_("kind '%s' is registered already"));
NOUN(event, TB_EVENT_SEQ, N_("there is no event '%s' in the ledger"), NULL);

const struct tb_noun *tb_noun_find(const char *name)
{
	static const struct tb_noun *const nouns[] = {
		&tb_asset_noun, &tb_unit_noun, &tb_person_noun, &tb_kind_noun, &tb_event_noun,
	};

	for (size_t i = 0; i < COUNT(nouns); i++)
		if (!strcmp(name, nouns[i]->name) || !strcmp(name, nouns[i]->plural))
			return nouns[i];
	return NULL;
}
