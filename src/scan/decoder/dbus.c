/*
 * What the static libzbar wants of D-Bus, over which it can announce codes on a desktop. That is off unless asked for, so
 * nothing here is ever called, and the decoder has no door to the bus.
 */
#include <stdlib.h>

#define NEVER_CALLED(name)                                                                                             \
	void name(void);                                                                                               \
	void name(void)                                                                                                \
	{                                                                                                              \
		abort();                                                                                               \
	}

NEVER_CALLED(dbus_bus_get)
NEVER_CALLED(dbus_bus_release_name)
NEVER_CALLED(dbus_bus_request_name)
NEVER_CALLED(dbus_connection_flush)
NEVER_CALLED(dbus_connection_send)
NEVER_CALLED(dbus_error_free)
NEVER_CALLED(dbus_error_init)
NEVER_CALLED(dbus_error_is_set)
NEVER_CALLED(dbus_message_iter_append_basic)
NEVER_CALLED(dbus_message_iter_append_fixed_array)
NEVER_CALLED(dbus_message_iter_close_container)
NEVER_CALLED(dbus_message_iter_init_append)
NEVER_CALLED(dbus_message_iter_open_container)
NEVER_CALLED(dbus_message_new_signal)
NEVER_CALLED(dbus_message_unref)
