#include "cli/commands.h"

/* clang-format off */
const struct tb_cmd *const tb_commands[] = {
	&tb_cmd_init,
	&tb_cmd_unit_add, &tb_cmd_unit_edit, &tb_cmd_unit_show, &tb_cmd_unit_list,
	&tb_cmd_person_add, &tb_cmd_person_edit, &tb_cmd_person_show, &tb_cmd_person_list,
	&tb_cmd_kind_add, &tb_cmd_kind_edit, &tb_cmd_kind_show, &tb_cmd_kind_list,
	&tb_cmd_asset_add, &tb_cmd_asset_edit, &tb_cmd_asset_show, &tb_cmd_asset_list,
	&tb_cmd_asset_find, &tb_cmd_asset_history,
	/* Of two words first: they begin with the word of the last. */
	&tb_cmd_label_units, &tb_cmd_label_persons, &tb_cmd_label_commands,
	&tb_cmd_label_preview, &tb_cmd_label_sheets, &tb_cmd_label_templates, &tb_cmd_label_register,
	&tb_cmd_label, &tb_cmd_scan,
	&tb_cmd_issue, &tb_cmd_checkout, &tb_cmd_checkin, &tb_cmd_undo, &tb_cmd_session,
	&tb_cmd_stocktake_open, &tb_cmd_stocktake_scan, &tb_cmd_stocktake_surplus, &tb_cmd_stocktake_uncount,
	&tb_cmd_stocktake_status, &tb_cmd_stocktake_lines, &tb_cmd_stocktake_list, &tb_cmd_stocktake_recount,
	&tb_cmd_stocktake_close, &tb_cmd_stocktake_accept, &tb_cmd_stocktake_report,
	&tb_cmd_import_list, &tb_cmd_import_show, &tb_cmd_import_undo,
	&tb_cmd_import_profiles, &tb_cmd_import_map,
	&tb_cmd_import, &tb_cmd_export, &tb_cmd_reconcile,
	&tb_cmd_ledger_verify, &tb_cmd_ledger_export, &tb_cmd_ledger_head,
	&tb_cmd_backup, &tb_cmd_restore,
	&tb_cmd_help,
	NULL,
};
/* clang-format on */
