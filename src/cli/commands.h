/*
 * commands.h - every command. To add one: write its row in a cmd_*.c, declare it here, list it in commands.c, translate
 * its texts in src/po, run `make docs`.
 */
#ifndef TB_CLI_COMMANDS_H
#define TB_CLI_COMMANDS_H

#include "cli/cli.h"

extern const struct tb_cmd tb_cmd_init, tb_cmd_backup, tb_cmd_restore, tb_cmd_help;
extern const struct tb_cmd tb_cmd_unit_add, tb_cmd_unit_edit, tb_cmd_unit_show, tb_cmd_unit_list;
extern const struct tb_cmd tb_cmd_person_add, tb_cmd_person_edit, tb_cmd_person_show, tb_cmd_person_list;
extern const struct tb_cmd tb_cmd_kind_add, tb_cmd_kind_edit, tb_cmd_kind_show, tb_cmd_kind_list;
extern const struct tb_cmd tb_cmd_asset_add, tb_cmd_asset_edit, tb_cmd_asset_show, tb_cmd_asset_list;
extern const struct tb_cmd tb_cmd_asset_find, tb_cmd_asset_history;
extern const struct tb_cmd tb_cmd_label, tb_cmd_label_units, tb_cmd_label_persons, tb_cmd_label_commands;
extern const struct tb_cmd tb_cmd_label_preview, tb_cmd_label_sheets, tb_cmd_label_templates, tb_cmd_label_register,
	tb_cmd_scan;
extern const struct tb_cmd tb_cmd_issue, tb_cmd_checkout, tb_cmd_checkin, tb_cmd_undo, tb_cmd_session;
extern const struct tb_cmd tb_cmd_stocktake_open, tb_cmd_stocktake_scan, tb_cmd_stocktake_surplus,
	tb_cmd_stocktake_uncount, tb_cmd_stocktake_status, tb_cmd_stocktake_lines, tb_cmd_stocktake_list,
	tb_cmd_stocktake_recount, tb_cmd_stocktake_close, tb_cmd_stocktake_accept, tb_cmd_stocktake_report;
extern const struct tb_cmd tb_cmd_import, tb_cmd_import_list, tb_cmd_import_show, tb_cmd_import_undo,
	tb_cmd_import_profiles, tb_cmd_import_map, tb_cmd_export, tb_cmd_reconcile;
extern const struct tb_cmd tb_cmd_ledger_verify, tb_cmd_ledger_export, tb_cmd_ledger_head;

#endif
