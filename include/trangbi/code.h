/*
 * code.h - what a text read from a symbol means: an asset, the badge of a unit or a person, or a command.
 *
 *     00004XEM2600017K                         an asset: its tag or any alias
 *     HTTPS://TB.EXAMPLE.VN/A/00004XEM2600017K an asset: the tag behind the last / = or ? of a URL
 *     8004893123400004XEM2600017K              an asset: GS1 asset identifier (GIAI), company prefix and tag; ends at 0x1D
 *     +U00004                                  the badge of a unit, by its code
 *     +P200-012                                the badge of a person, by the service number
 *     +CHECKOUT                                a command of the command sheet
 *
 * People and USB scanners may type each in either case.
 */
#ifndef TRANGBI_CODE_H
#define TRANGBI_CODE_H

#include <trangbi/pool.h>
#include <trangbi/str.h>
#include <trangbi/tag.h>

enum tb_code_what { TB_CODE_ASSET, TB_CODE_UNIT, TB_CODE_PERSON, TB_CODE_COMMAND };

enum tb_code_command {
	TB_COMMAND_CHECKOUT,
	TB_COMMAND_CHECKIN,
	TB_COMMAND_ISSUE,
	TB_COMMAND_STOCKTAKE,
	TB_COMMAND_CONFIRM,
	TB_COMMAND_UNDO,
	TB_COMMAND_NEXT,
	TB_COMMAND_OK, /* the condition of what was scanned last: this and the next two */
	TB_COMMAND_WORN,
	TB_COMMAND_BROKEN,
	TB_N_COMMANDS
};

/* By enum tb_code_command. */
extern const struct tb_command_text {
	const char *word;  /* as the symbol has it, without '+' */
	const char *title; /* a msgid, for people */
} tb_command_texts[TB_N_COMMANDS];

/*
 * `code` is a unit's code, a person's number or a command's word; of an asset the first of tb_code_tags(), else the text as
 * it is. It lies in the pool, is borrowed from the text, or is a literal.
 */
struct tb_code_meaning {
	enum tb_code_what what;
	enum tb_code_command command; /* TB_CODE_COMMAND only */
	const char *code;
};

/* Whatever is no badge and no command means an asset. */
void tb_code_read(const char *text, struct tb_pool *pool, struct tb_code_meaning *out);

enum { TB_CODE_MAX_TAGS = 9 };

/*
 * The tags that a URL or a GIAI may hold; how many. Where a GIAI's company prefix ends is seen only by the check character
 * of the tag behind it, which fits one wrong place in 36 too: so there may be several, the longest first. None for other
 * texts. What is found so is a tag, never an alias.
 */
size_t tb_code_tags(const char *text, char out[TB_CODE_MAX_TAGS][TB_TAG_SIZE]);

/*
 * Append the text for a unit's badge.
 * TB_EREFUSED  it would read as a command: unit 'NDO'
 */
TB_MUST_CHECK
enum tb_status tb_code_write_unit(const char *code, struct tb_str *out, struct tb_err *err);

/* The same for a person's badge, and a command. */
void tb_code_write_person(const char *number, struct tb_str *out);
void tb_code_write_command(enum tb_code_command command, struct tb_str *out);

#endif
