#include "service/fixture.h"

#include <trangbi/scan.h>
#include <trangbi/tag.h>

/* Register an asset with a tag of one's own: `body` and its check character. */
static const char *add_tagged(struct fixture *f, const char *body, const char *alias)
{
	const char *tag = tb_pool_printf(&f->pool, "%s%c", body, tb_tag_check_char(body));

	assert_ok(f, try_add(f, &tb_asset_noun, "tag", tag, "name", "x", "kind", "XEM", "unit", "00004", NULL));
	if (alias)
		assert_ok(f, tb_add_alias(f->db, &f->act, tag, alias, &f->err));
	return tag;
}

static void assert_finds(struct fixture *f, const char *text, const char *tag)
{
	const char *found = NULL;

	assert_ok(f, tb_resolve(f->db, text, &f->pool, &found, &f->err));
	if (strcmp(found, tag) != 0)
		fail_msg("%s finds %s, not %s", text, found, tag);
}

static void assert_finds_none(struct fixture *f, const char *text, enum tb_status rc, const char *part)
{
	const char *found = "untouched";

	assert_refused(f, tb_resolve(f->db, text, &f->pool, &found, &f->err), rc, part);
	assert_string_equal(found, "untouched");
}

static const char *join(struct fixture *f, const char *start, const char *tag)
{
	return tb_pool_printf(&f->pool, "%s%s", start, tag);
}

static void test_code__an_asset_by_url_and_giai(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe máy", "XEM", "00004", "S-1");
	char *far = tb_pool_alloc(&f->pool, 8192);

	assert_finds(f, join(f, "HTTPS://TB.EXAMPLE.VN/A/", tag), tag);
	assert_finds(f, join(f, "https://tb.example.vn/?tag=", tag), tag);
	assert_finds(f, join(f, "80048931234000", tag), tag);
	assert_finds(f,
		     tb_pool_printf(&f->pool,
				    "80048931234000%s\x1d"
				    "2199",
				    tag),
		     tag);
	memset(far, 'a', 8000);
	memcpy(far, "http://", 7);
	assert_finds(f, tb_pool_printf(&f->pool, "%s/%s", far, tag), tag);
}

static void test_code__what_names_no_asset(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe máy", "XEM", "00004", "S-1");
	char *wrong = tb_pool_strdup(&f->pool, tag), *far = tb_pool_alloc(&f->pool, 8192);
	static const char *const odd[] = { "", "+", "+U", "8004", "HTTPS://TB.EXAMPLE.VN/", "\x1d" };

	wrong[15] = wrong[15] == 'A' ? 'B' : 'A';
	assert_finds_none(f, join(f, "HTTPS://TB.EXAMPLE.VN/A/", wrong), TB_ENOTFOUND, "no asset carries 'HTTPS");
	assert_finds_none(f, join(f, "80048931234000", wrong), TB_ENOTFOUND, "no asset carries '8004");
	assert_finds_none(f, "HTTPS://TB.EXAMPLE.VN/A/00004XEM2699999Z", TB_ENOTFOUND, "no asset carries");
	for (size_t i = 0; i < COUNT(odd); i++)
		assert_finds_none(f, odd[i], TB_ENOTFOUND, "no asset carries");
	memset(far, '8', 8191);
	assert_finds_none(f, far, TB_ENOTFOUND, "no asset carries");
	memcpy(far, "+P", 2);
	assert_finds_none(f, far, TB_ENOTFOUND, "no asset carries");
}

/* What ends a URL is a tag or nothing: a word there may by chance be the old code of another asset. */
static void test_code__an_alias_in_a_url_is_none(void **state)
{
	struct fixture *f = *state;
	const char *word = tb_pool_printf(&f->pool, "LIST%c", tb_tag_check_char("LIST"));

	add_tagged(f, "A1", word);
	add_tagged(f, "B1", "S-1");
	assert_finds_none(f, "HTTPS://TB.EXAMPLE.VN/S-1", TB_ENOTFOUND, "no asset carries");
	assert_finds_none(f, join(f, "HTTPS://TB.EXAMPLE.VN/", word), TB_ENOTFOUND, "no asset carries");
	assert_finds_none(f, join(f, "80048931234000", word), TB_ENOTFOUND, "no asset carries");
}

/* An old code may look like anything, so the text as it is comes first. */
static void test_code__an_alias_comes_before_what_is_inside(void **state)
{
	struct fixture *f = *state;
	const char *inside = add_tagged(f, "A1", NULL), *other = add_tagged(f, "B1", NULL);
	const char *url = join(f, "HTTPS://OLD.EXAMPLE.VN/", inside), *giai = join(f, "80048931234", inside);

	assert_finds(f, url, inside);
	assert_finds(f, giai, inside);
	assert_refused(f, tb_add_alias(f->db, &f->act, other, url, &f->err), TB_EREFUSED, "finds asset");
	assert_ok(f, tb_add_alias(f->db, &f->act, other, "+P123-456", &f->err));
	assert_finds(f, "+p123-456", other);
}

/* A short tag behind a prefix whose last digits make another valid tag of it, which is not registered. */
static void test_code__a_short_tag_in_a_giai(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_tagged(f, "AB12345", NULL), *giai = NULL;

	for (int digits = 0; digits < 1000 && !giai; digits++) {
		const char *longer = tb_pool_printf(&f->pool, "%03d%s", digits, tag);

		if (tb_tag_is_valid(longer))
			giai = join(f, "800489312", longer);
	}
	assert_non_null(giai);
	assert_finds(f, giai, tag);
}

static void test_code__badges_and_commands_are_no_assets(void **state)
{
	struct fixture *f = *state;
	const char *badge = "+P123-456";
	struct tb_custody_result done;

	assert_finds_none(f, "+U00004", TB_EINVAL, "'+U00004' is the badge of a unit, not an asset");
	assert_finds_none(f, badge, TB_EINVAL, "'+P123-456' is the badge of a person, not an asset");
	assert_finds_none(f, "+P999", TB_EINVAL, "badge of a person");
	assert_finds_none(f, "+undo", TB_EINVAL, "'+undo' is a command of the command sheet, not an asset");
	assert_refused(f, checkout(f, "123-456", 5, &badge, 1, &done), TB_EINVAL, "1 of 1");
	assert_int_equal(f->problems.n, 1);
	assert_string_equal(f->problems.item[0].subject, badge);
}

static void test_code__units_and_persons_by_their_badges(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe máy", "XEM", "00004", NULL);
	struct tb_custody_result done;
	struct tb_record r;

	assert_ok(f, issue(f, "+u00008", &tag, 1, &done));
	assert_field(f, tag, TB_ASSET_UNIT, "00008");
	assert_refused(f, checkout(f, "+U00008", 5, &tag, 1, &done), TB_EINVAL, "badge of a unit, not of a person");
	assert_refused(f, checkout(f, "+P999", 5, &tag, 1, &done), TB_ENOTFOUND, "'999'");
	assert_refused(f, checkout(f, "+P", 5, &tag, 1, &done), TB_EINVAL, "'+P'");
	assert_refused(f, checkout(f, "+NEXT", 5, &tag, 1, &done), TB_EINVAL, "'+NEXT'");
	assert_ok(f, checkout(f, "+P123-457", 5, &tag, 1, &done));
	assert_field(f, tag, TB_ASSET_CUSTODIAN, "123-457");
	assert_ok(f, checkin(f, NULL, &tag, 1, &done));
	assert_refused(f, issue(f, "+P123-457", &tag, 1, &done), TB_EINVAL, "badge of a person, not of a unit");
	assert_refused(f, tb_get(f->db, &tb_kind_noun, "+U00004", &f->pool, &r, &f->err), TB_EINVAL, "'+U00004'");
	assert_verifies(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_code__an_asset_by_url_and_giai),
		TEST(test_code__what_names_no_asset),
		TEST(test_code__an_alias_in_a_url_is_none),
		TEST(test_code__an_alias_comes_before_what_is_inside),
		TEST(test_code__a_short_tag_in_a_giai),
		TEST(test_code__badges_and_commands_are_no_assets),
		TEST(test_code__units_and_persons_by_their_badges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
