/* Profiles: what they may say, which of the shipped ones read which file, and how rows are matched by them. */
#include "service/import_fixture.h"

/* Import `csv` by a profile with this text. */
static struct run import_with(struct fixture *f, const char *profile, const char *csv, struct tb_import_req req)
{
	char path[80];

	snprintf(path, sizeof(path), "%s/ours.ini", f->dir);
	put_file(path, profile);
	req.profile = path;
	return import_by(f, csv, req);
}

#define ASSETS "[profile]\nof = assets\n"

static void test_profile__mistakes_name_file_and_line(void **state)
{
	static const struct {
		int id;
		const char *ini, *why;
	} cases[] = {
		{ 1, ASSETS "[columns]\nname = A\nname = B\n", "ours.ini', line 5: 'name' is fed twice" },
		{ 2, ASSETS "[columns]\nname = A\nmodel = B | a\n", "line 5: column ' a' feeds a field already" },
		{ 3, ASSETS "[columns]\ncolour = A\n", "line 4: 'colour' is no field of 'assets'" },
		{ 4, ASSETS "[columns]\nname = |\n", "line 4: '' names no column" },
		{ 5, ASSETS "[colums]\nname = A\n", "line 4: there is no section '[colums]'" },
		{ 6, "[columns]\nname = A\n", "line 2: '[profile]' must be the first" },
		{ 7, ASSETS "[field colour]\nupper = yes\n", "'colour' is no field" },
		{ 8, ASSETS "[field unit]\ndigits = x\n", "'x' is no number of digits" },
		{ 9, ASSETS "[field unit]\notherwise = x\n", "there is no field 'x'" },
		{ 10, ASSETS "[words condition]\nA = ok\na = worn\n", "line 5: 'a' is given twice" },
		{ 11, ASSETS "[constants]\nunit = 1\nunit = 2\n", "line 5: 'unit' is given twice" },
		{ 12, "[profile]\nof = assets\nkey = name\n", "'name' cannot be the key" },
		{ 13, "[profile]\nof = chairs\n", "'chairs' is unknown" },
		{ 14, "[profile]\nof = units\n", "is for units, not for assets" },
		{ 15, "[profile]\nof = assets\nempty = maybe\n", "line 3: 'empty = maybe' is wrong" },
		{ 16, "[profile]\nof = assets\nnumber = vi\n", "line 3: section '[profile]' has no key 'number'" },
		{ 17, ASSETS "[field unit]\nunit = A\n", "has no key 'unit'" },
		{ 18, "[profile]\nof = assets\nmultiplier = 0\n", "'multiplier = 0' is wrong" },
		{ 19, ASSETS "[columns]\nperson.name = A\n", "'person.name' is no field" },
	};
	struct fixture *f = *state;
	int64_t before = events(f);

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct run r = import_with(f, cases[i].ini, "name,kind,unit\nx,XEM,00004\n",
					   (struct tb_import_req){ .path = NULL });

		assert_refused(f, r.rc, TB_EINVAL, cases[i].why);
	}
	assert_int_equal(events(f), before);
}

static void test_profile__is_found_by_name_or_path(void **state)
{
	struct fixture *f = *state;
	const char *csv = "name,kind,unit\nx,XEM,00004\n";
	struct tb_import_req req = { .profile = "none" };

	assert_refused(f, import_by(f, csv, req).rc, TB_ENOTFOUND, "there is no profile 'none'");
	req.profile = "../profiles/trangbi";
	assert_refused(f, import_by(f, csv, req).rc, TB_ESYS, "cannot read '../profiles/trangbi'");
	req.profile = "none.ini";
	assert_refused(f, import_by(f, csv, req).rc, TB_ESYS, "cannot read 'none.ini'");
	req.profile = "trangbi";
	req.own_folder = "/nonexistent";
	assert_refused(f, import_by(f, csv, req).rc, TB_ESYS, "'/nonexistent'");
	req.own_folder = NULL;
	assert_counts(f, import_by(f, csv, req), 1, 0, 0, 0);
}

static void test_profile__a_folder_of_ones_own_comes_first(void **state)
{
	struct fixture *f = *state;
	struct tb_import_req req = { .profile = "trangbi", .own_folder = f->dir };
	char path[80];

	snprintf(path, sizeof(path), "mkdir %s/profiles", f->dir);
	assert_int_equal(system(path), 0);
	snprintf(path, sizeof(path), "%s/profiles/trangbi.ini", f->dir);
	put_file(path, "[profile]\nunknown = own\nof = assets\n[columns]\nserial = Nummer\n");
	assert_counts(f, import_by(f, "name,kind,unit,Nummer\nx,XEM,00004,S1\n", req), 1, 0, 0, 0);
	assert_field(f, "S1", TB_ASSET_NAME, "x");
}

static void test_profile__feeds_fields_and_changes_texts(void **state)
{
	static const char ini[] =
		"; a comment\n[profile]\nof = assets\nunknown = extra\nmultiplier = 1000\n"
		"[columns]\nname = Bezeichnung\n  | Gerät\nserial = Nummer\nkind = Art\ncost = Preis\n"
		"condition = Zustand\nplate = Kennzeichen\nignore = Zeile\n"
		"[field serial]\ndrop = - space\nupper = yes\n"
		"[field name]\notherwise = serial\n"
		"[words condition]\nwie neu = ok\nSchrott = broken\nunbekannt =\n"
		"[words kind]\nMotorrad = XEM\n"
		"[constants]\nunit = 00004\ncondition = worn\n";
	struct fixture *f = *state;
	struct tb_import_req req = { .path = NULL };

	assert_counts(f,
		      import_with(f, ini,
				  "Zeile;Gerät;Nummer;Art;Preis;Zustand;Name\n"
				  "1;Honda;ab-1 2;Motorrad;12.500;WIE NEU;n\n"
				  "2;;ab-13;motorrad;7.000.000;unbekannt;\n",
				  req),
		      2, 0, 0, 0);
	assert_field(f, "AB12", TB_ASSET_SERIAL, "AB12");
	assert_field(f, "AB12", TB_ASSET_COST, "12500000"); /* the other number of the column shows what . means */
	assert_field(f, "AB12", TB_ASSET_CONDITION, "ok");
	assert_field(f, "AB12", TB_ASSET_UNIT, "00004");
	assert_field(f, "AB12", TB_ASSET_EXTRA, "{\"Name\":\"n\"}"); /* the profile alone says what columns mean */
	assert_field(f, "AB13", TB_ASSET_NAME, "AB13");
	assert_field(f, "AB13", TB_ASSET_CONDITION, "worn");
	assert_verifies(f);
}

/* A constant is for new records: it does not undo what was changed since. */
static void test_profile__constants_leave_registered_records_alone(void **state)
{
	struct fixture *f = *state;
	struct tb_import_req req = { .set = "unit=00008,condition=worn,kind=XEM" };
	const char *csv = "name,serial\nx,S1\n";
	bool changed;

	assert_counts(f, import_by(f, csv, req), 1, 0, 0, 0);
	assert_field(f, "S1", TB_ASSET_CONDITION, "worn");
	assert_ok(f, try_edit(f, &tb_asset_noun, "S1", &changed, "condition", "ok", NULL));
	assert_counts(f, import_by(f, csv, req), 0, 0, 1, 0);
	req.set = "unit";
	assert_refused(f, import_by(f, csv, req).rc, TB_EINVAL, "'unit' is no field with a value");
	req.set = "unit=00004,colour=red";
	assert_refused(f, import_by(f, csv, req).rc, TB_EINVAL, "'colour'");
}

static void test_profile__a_required_column_that_the_file_lacks(void **state)
{
	struct fixture *f = *state;
	struct run r = import_with(f, ASSETS "unknown = extra\n[columns]\nname = Gerät\nkind = Art\nunit = Ort\n",
				   "Gerät,Art\nx,XEM\n", (struct tb_import_req){ .path = NULL });

	assert_refused(f, r.rc, TB_EINVAL, "no column for 'unit', which");
	r = import_with(f, ASSETS "unknown = extra\n[columns]\nname = Gerät\nkind = Art\nunit = Ort\n",
			"Gerät,Art,Ort,Gerät \nx,XEM,1,2\n", (struct tb_import_req){ .path = NULL });
	assert_refused(f, r.rc, TB_EINVAL, "columns 'Gerät' and 'Gerät' mean the same");
}

/* Two columns of one name that feed nothing are both kept. */
static void test_profile__repeated_columns_are_told_apart(void **state)
{
	struct fixture *f = *state;

	assert_counts(f,
		      import_with(f, ASSETS "unknown = extra\n[columns]\nname = N\nserial = S\n",
				  "N,S,Address,Address,Address\nx,S1,a,b,c\n",
				  (struct tb_import_req){ .set = "kind=XEM,unit=00004" }),
		      1, 0, 0, 0);
	assert_field(f, "S1", TB_ASSET_EXTRA, "{\"Address\":\"a\",\"Address (2)\":\"b\",\"Address (3)\":\"c\"}");
}

static void test_profile__empty_cells_clear_where_it_says_so(void **state)
{
	static const char ini[] = "[profile]\nof = assets\nempty = clear\n";
	const char *csv = "name,kind,unit,serial,condition,quantity,book_unit\ny,XEM,00004,S2,,,\n";
	struct fixture *f = *state;
	struct tb_import_req req = { .path = NULL };

	assert_counts(f, import_with(f, ini, "name,kind,unit,serial,maker,Phòng,Tầng\nx,XEM,00004,S1,Honda,A,\n", req),
		      1, 0, 0, 0);
	assert_field(f, "S1", TB_ASSET_EXTRA, "{\"Phòng\":\"A\"}");
	/* what new records must have is not emptied, and neither is what no column is about */
	assert_counts(f, import_with(f, ini, "name,kind,unit,serial,maker,Phòng\n,,,S1,,\n", req), 0, 1, 0, 0);
	assert_field(f, "S1", TB_ASSET_NAME, "x");
	assert_field(f, "S1", TB_ASSET_MAKER, "");
	assert_field(f, "S1", TB_ASSET_EXTRA, "");
	assert_counts(f, import_with(f, ini, "name,kind,unit,serial,maker,Phòng\n,,,S1,,\n", req), 0, 0, 1, 0);
	assert_counts(f, import_by(f, "name,kind,unit,serial,maker\nx,XEM,00004,S1,\n", req), 0, 0, 1, 0);
	/* nor what a new record gets by itself */
	assert_counts(f, import_with(f, ini, csv, req), 1, 0, 0, 0);
	assert_counts(f, import_with(f, ini, csv, req), 0, 0, 1, 0);
	assert_field(f, "S2", TB_ASSET_CONDITION, "ok");
	assert_verifies(f);
}

/* ---- keys ------------------------------------------------------------------------------------------------------- */

static void test_profile__rows_are_matched_by_a_declared_key(void **state)
{
	struct fixture *f = *state;
	const char *a = add_asset(f, "a", "XEM", "00004", "S1"), *b = add_asset(f, "b", "TAB", "00004", "S2");
	struct tb_import_req req = { .key = "serial" };
	bool changed;

	assert_ok(f, try_edit(f, &tb_asset_noun, a, &changed, "plate", "29-B1 123.45", NULL));
	/* whatever its kind, and without the columns of a new record */
	assert_counts(f, import_by(f, "serial,maker\ns1,Honda\n", req), 0, 1, 0, 0);
	assert_field(f, a, TB_ASSET_MAKER, "Honda");
	assert_counts(f, import_by(f, "serial,kind,maker\nS2,TAB,Apple\n", req), 0, 1, 0, 0);
	assert_field(f, b, TB_ASSET_MAKER, "Apple");
	/* an empty key, and a new record that lacks what it must have */
	assert_counts(f, import_by(f, "serial,maker\n,Honda\nS3,Honda\n", req), 0, 0, 0, 2);
	assert_problem(f, 0, "row 2", "'serial' is empty");
	assert_problem(f, 1, "row 3", "'kind' is missing");
	req.key = "plate,serial";
	assert_counts(f, import_by(f, "plate,serial,maker\n29B112345,,Yamaha\n,S2,Acer\n", req), 0, 2, 0, 0);
	assert_field(f, a, TB_ASSET_MAKER, "Yamaha");
	req.key = "frame_no";
	assert_refused(f, import_by(f, "serial,maker\nS1,x\n", req).rc, TB_EINVAL, "no column for 'frame_no'");
	req.key = "name";
	assert_refused(f, import_by(f, "serial,maker\nS1,x\n", req).rc, TB_EINVAL, "cannot be the key");
	assert_verifies(f);
}

static void test_profile__rows_are_matched_by_other_names(void **state)
{
	struct fixture *f = *state;
	const char *a = add_asset(f, "a", "XEM", "00004", "S1"), *b = add_asset(f, "b", "XEM", "00004", "S2");
	struct tb_import_req req = { .path = NULL };
	bool changed;

	assert_ok(f, tb_add_alias(f->db, &f->act, a, "CŨ-7", &f->err));
	/* in the column of tags, and in that of old codes */
	assert_counts(f, import_by(f, "tag,maker\ncũ7,Honda\n", req), 0, 1, 0, 0);
	assert_counts(f, import_by(f, "name,kind,unit,old_code\na,XEM,00004,CŨ-7\n", req), 0, 1, 0, 0);
	assert_field(f, a, TB_ASSET_OLD_CODE, "CŨ-7");
	assert_field(f, a, TB_ASSET_MAKER, "Honda");
	/* a name of two is of none */
	assert_ok(f, try_edit(f, &tb_asset_noun, b, &changed, "serial", "S1", NULL));
	assert_counts(f, import_by(f, "tag,maker\nS1,Honda\n", req), 0, 0, 0, 1);
	assert_problem(f, 0, "row 2", "several assets");
	req.key = "serial";
	assert_counts(f, import_by(f, "serial,maker\nS1,Honda\n", req), 0, 0, 0, 1);
	assert_verifies(f);
}

/* ---- values ----------------------------------------------------------------------------------------------------- */

static void test_profile__numbers_are_explained_by_their_column(void **state)
{
	struct fixture *f = *state;
	struct tb_import_req req = { .set = "kind=XEM,unit=00004" };

	/* the number that explains it stands behind it; the other column explains itself otherwise */
	assert_counts(f,
		      import_by(f, "name,serial,cost,quantity\nx,S1,\"1.500\",\"1,000\"\ny,S2,2.000.000,\"2.0\"\n",
				req),
		      2, 0, 0, 0);
	assert_field(f, "S1", TB_ASSET_COST, "1500");
	assert_field(f, "S1", TB_ASSET_QUANTITY, "1000");
	/* nothing explains it, or two numbers contradict each other */
	assert_counts(f, import_by(f, "name,serial,cost\nx,S3,1.500\ny,S4,12000\n", req), 1, 0, 0, 1);
	assert_problem(f, 0, "row 2, column 'cost'", "two ways");
	assert_counts(f, import_by(f, "name,serial,cost\nx,S3,1.500\ny,S4,1.000.000\nz,S5,\"1,000,000\"\n", req), 2, 0,
		      0, 1);
	req.numbers = "vi";
	assert_counts(f, import_by(f, "name,serial,cost\nx,S3,1.500\n", req), 1, 0, 0, 0);
	assert_field(f, "S3", TB_ASSET_COST, "1500");
	req.numbers = "en";
	req.multiplier = 1000;
	assert_counts(f, import_by(f, "name,serial,cost\nx,S4,1.500\n", req), 1, 0, 0, 0);
	assert_field(f, "S4", TB_ASSET_COST, "1500");
	req.numbers = "de";
	assert_refused(f, import_by(f, "name\nx\n", req).rc, TB_EINVAL, "'de'");
	req.numbers = NULL;
	req.multiplier = -1;
	assert_refused(f, import_by(f, "name\nx\n", req).rc, TB_EINVAL, "'-1' is no multiplier");
	assert_verifies(f);
}

/* Where one day shows that the month comes first, the others are not taken for what they may not be. */
static void test_profile__days_whose_month_comes_first(void **state)
{
	struct fixture *f = *state;
	const char *csv = "name,kind,unit,serial,purchased\nx,XEM,00004,S1,01/02/2025\ny,XEM,00004,S2,12/31/2025\n";
	char rejects[80];
	struct tb_import_req req = { .keep_good = true, .rejects = rejects };
	int64_t before = events(f);

	snprintf(rejects, sizeof(rejects), "%s/r.csv", f->dir);
	assert_refused(f, import_by(f, csv, req).rc, TB_EREFUSED, "column 'purchased' has days");
	assert_int_equal(events(f), before);
	assert_counts(f, import_with(f, ASSETS "dates = mdy\n", csv, (struct tb_import_req){ .path = NULL }), 2, 0, 0,
		      0);
	assert_field(f, "S1", TB_ASSET_PURCHASED, "2025-01-02");
	/* a day that never was says nothing of the others */
	assert_counts(
		f,
		import_by(f, "name,kind,unit,serial,purchased\nx,XEM,00004,S3,01/02/2025\ny,XEM,00004,S4,31/02/2025\n",
			  req),
		1, 0, 0, 1);
}

static void test_profile__spoiled_numbers_are_refused_with_the_reason(void **state)
{
	struct fixture *f = *state;
	struct tb_import_req req = { .noun = &tb_person_noun };

	assert_counts(f,
		      import_by(f,
				"number,name,unit,phone,CCCD\n"
				"1,a,00004,0912345678,001090012345\n"
				"2,b,00004,912345678,\n"
				"3,c,00004,,1090012345\n"
				"4,d,00004,,1.09001E+09\n"
				"5,e,4,,\n"
				"1.2E+11,f,00004,,\n"
				"7,g,00004,,012345678\n",
				req),
		      2, 0, 0, 5);
	assert_problem(f, 0, "row 3, column 'phone'", "took off the zeros");
	assert_problem(f, 1, "row 4, column 'CCCD'", "took off the zeros");
	assert_problem(f, 2, "row 5, column 'CCCD'", "has rounded");
	assert_problem(f, 3, "row 6", "no unit '4', but '00004'");
	assert_problem(f, 4, "row 7, column 'number'", "has rounded");
	req = (struct tb_import_req){ .noun = &tb_unit_noun, .profile = "national-units" };
	assert_counts(f,
		      import_by(f,
				"code,name,full_name,kind,parent_code\n00012,a,,,1\n13,b,,,\n16,c,,,01\n00016,d,,,01\n",
				req),
		      3, 0, 0, 1);
	assert_problem(f, 0, "row 2, column 'parent_code'", "took off the zeros");
}

static void assert_text(struct fixture *f, const struct tb_noun *noun, const char *key, unsigned field,
			const char *text)
{
	struct tb_record r = get(f, noun, key);

	assert_string_equal(tb_text(&r, field), text);
}

/* ---- what is registered beside ---------------------------------------------------------------------------------- */

struct seen {
	int rows[3];      /* by enum tb_import_what */
	char beside[200]; /* what is registered too */
};

static void see(void *ctx, const struct tb_import_row *row)
{
	struct seen *seen = ctx;
	size_t len = strlen(seen->beside);

	seen->rows[row->what]++;
	if (row->what == TB_IMPORT_BESIDE)
		snprintf(seen->beside + len, sizeof(seen->beside) - len, "%s %s;", row->r->noun->name,
			 tb_text(row->r, row->r->noun->key));
}

static const char beside_ini[] =
	"[profile]\nof = assets\nunknown = extra\n[columns]\nname = N\nserial = S\nkind = K\n"
	"unit = U\nunit.name = UN\ncustodian = P\ncustodian.name = PN\n[field kind]\ncode = yes\n";

static void test_profile__what_rows_refer_to_is_registered_where_asked_for(void **state)
{
	struct fixture *f = *state;
	struct seen seen = { .beside = "" };
	struct tb_import_req req = { .create = "kinds,units,persons", .row = see, .row_ctx = &seen };
	const char *csv = "N,S,K,U,UN,P,PN\nx,S1,Máy tính bảng to,77,Đội 7,999-1,Lê A\ny,S2,máy tính bảng to,77,Đội "
			  "7,999-1,Lê A\n";
	int64_t before = events(f);

	req.dry_run = true;
	assert_counts(f, import_with(f, beside_ini, csv, req), 2, 0, 0, 0);
	assert_string_equal(seen.beside, "kind MAY-TINH-BANG-TO;unit 77;person 999-1;");
	assert_int_equal(events(f), before);
	req.dry_run = false;
	assert_int_equal(import_with(f, beside_ini, csv, req).out.beside, 3);
	assert_text(f, &tb_kind_noun, "MAY-TINH-BANG-TO", TB_KIND_NAME, "Máy tính bảng to");
	assert_text(f, &tb_unit_noun, "77", TB_UNIT_NAME, "Đội 7");
	assert_text(f, &tb_person_noun, "999-1", TB_PERSON_UNIT, "77");
	assert_field(f, "S1", TB_ASSET_CUSTODIAN, "");
	assert_counts(f, import_with(f, beside_ini, csv, req), 0, 0, 2, 0);
	assert_verifies(f);
}

static void test_profile__nothing_is_registered_beside_unasked_or_for_a_refused_row(void **state)
{
	struct fixture *f = *state;
	struct tb_import_req req = { .path = NULL };
	const char *csv = "N,S,K,U,UN,P,PN\n,S1,New,00004,,,\nx,S2,Other,00004,,,\n";
	struct run r = import_with(f, beside_ini, csv, req);

	assert_counts(f, r, 0, 0, 0, 2);
	assert_problem(f, 1, "row 3", "no kind 'OTHER'");
	req.create = "kinds";
	r = import_with(f, beside_ini, csv, req);
	assert_counts(f, r, 1, 0, 0, 1);
	assert_int_equal(r.rc, TB_EREFUSED);
	char rejects[80];
	snprintf(rejects, sizeof(rejects), "%s/r.csv", f->dir);
	req.keep_good = true;
	req.rejects = rejects;
	r = import_with(f, beside_ini, csv, req);
	assert_ok(f, r.rc);
	assert_int_equal(r.out.beside, 1);
	assert_refused(f, tb_get(f->db, &tb_kind_noun, "NEW", &f->pool, &(struct tb_record){ .noun = NULL }, &f->err),
		       TB_ENOTFOUND, "'NEW'");
	assert_verifies(f);
	/* names that differ in accents alone would share the code that is made of them */
	unlink(rejects);
	r = import_with(f, beside_ini, "N,S,K,U\nx,S3,Óther,00004\n", req);
	assert_counts(f, r, 0, 0, 0, 1);
	assert_problem(f, 0, "row 2", "would become 'OTHER', which is 'Other' already");
	req.create = "assets";
	assert_refused(f, import_with(f, beside_ini, csv, req).rc, TB_EINVAL, "'assets' cannot be created");
}

/* ---- the shipped ones ------------------------------------------------------------------------------------------- */

static void test_profile__each_shipped_one_reads_its_sample(void **state)
{
	static const struct {
		const char *profile;
		int rows;
		const char *named; /* one of them, and a field of it */
		unsigned field;
		const char *value;
	} cases[] = {
		{ "so-ke-toan", 3, "TS-0002", TB_ASSET_COST, "4500000" },
		{ "so-ke-toan", 3, "TS-0002", TB_ASSET_YEAR_IN_USE, "2025" },
		{ "so-ke-toan", 3, "TS-0003", TB_ASSET_BOOKED, "2025-07-01" },
		{ "s24-h", 2, "TS-0004", TB_ASSET_COUNTRY, "Nhật Bản" },
		{ "s26-h", 2, "CC-02", TB_ASSET_COST, "2500000" },
		{ "s26-h", 2, "CC-01", TB_ASSET_QUANTITY, "6" },
		{ "snipe-it-export", 2, "SN-00001", TB_ASSET_COST, "15000000" },
		{ "snipe-it-export", 2, "R9XW1234567", TB_ASSET_MODEL, "Galaxy Tab A9" },
		{ "snipe-it-import", 2, "SN-00002", TB_ASSET_PURCHASED, "2024-05-02" },
		{ "homebox", 2, "000-002", TB_ASSET_QUANTITY, "12" },
		{ "homebox", 2, "000-002", TB_ASSET_PURCHASED, "" },
		{ "shelf", 2, "SAM-0002", TB_ASSET_COST, "12000000" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		char path[80];
		struct tb_import_req req = { .noun = &tb_asset_noun,
					     .path = path,
					     .profile = cases[i].profile,
					     .set = "unit=00004,kind=XEM",
					     .create = "kinds" };
		struct tb_import_result out;
		bool again = i && !strcmp(cases[i].profile, cases[i - 1].profile);

		snprintf(path, sizeof(path), "import/samples/%s.csv", cases[i].profile);
		assert_ok(f, tb_import(f->db, &f->act, &req, &out, &f->err));
		assert_int_equal(out.rows, cases[i].rows);
		assert_int_equal(again ? out.same : out.added + out.changed, cases[i].rows);
		assert_field(f, cases[i].named, cases[i].field, cases[i].value);
		tb_problems_release(&out.problems);
	}
	assert_verifies(f);
}

/* ---- a profile that is proposed --------------------------------------------------------------------------------- */

static const char *translate(const char *msgid)
{
	return strstr(msgid, "Proposed")
		       ? "Được đề xuất; ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố"
			 " ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố ố."
		       : msgid;
}

static void test_profile__a_proposal_speaks_the_readers_language(void **state)
{
	struct fixture *f = *state;
	char csv[80], ini[80], line[400];
	struct tb_map_req req = { .noun = &tb_asset_noun, .path = csv, .translate = translate };
	struct tb_map_result result;
	FILE *file;

	snprintf(csv, sizeof(csv), "%s/map.csv", f->dir);
	snprintf(ini, sizeof(ini), "%s/map.ini", f->dir);
	put_file(csv, "Mã số,Tên tài sản\nTS-1,Máy in\n");
	file = fopen(ini, "w+");
	assert_non_null(file);
	assert_ok(f, tb_import_map(&req, file, &result, &f->err));
	rewind(file);
	assert_non_null(fgets(line, sizeof(line), file));
	assert_ptr_equal(strstr(line, "; Được đề xuất; ố"), line);
	do /* as many bytes as the reader of profiles takes */
		assert_true(strlen(line) < 198);
	while (fgets(line, sizeof(line), file));
	fclose(file);
	assert_counts(f,
		      import_by(f, "Mã số,Tên tài sản\nTS-1,Máy in\n",
				(struct tb_import_req){ .profile = ini, .set = "kind=XEM,unit=00004" }),
		      1, 0, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_profile__mistakes_name_file_and_line),
		TEST(test_profile__is_found_by_name_or_path),
		TEST(test_profile__a_folder_of_ones_own_comes_first),
		TEST(test_profile__feeds_fields_and_changes_texts),
		TEST(test_profile__constants_leave_registered_records_alone),
		TEST(test_profile__a_required_column_that_the_file_lacks),
		TEST(test_profile__repeated_columns_are_told_apart),
		TEST(test_profile__empty_cells_clear_where_it_says_so),
		TEST(test_profile__rows_are_matched_by_a_declared_key),
		TEST(test_profile__rows_are_matched_by_other_names),
		TEST(test_profile__numbers_are_explained_by_their_column),
		TEST(test_profile__days_whose_month_comes_first),
		TEST(test_profile__spoiled_numbers_are_refused_with_the_reason),
		TEST(test_profile__what_rows_refer_to_is_registered_where_asked_for),
		TEST(test_profile__nothing_is_registered_beside_unasked_or_for_a_refused_row),
		TEST(test_profile__each_shipped_one_reads_its_sample),
		TEST(test_profile__a_proposal_speaks_the_readers_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
