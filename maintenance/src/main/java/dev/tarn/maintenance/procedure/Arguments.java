package dev.tarn.maintenance.procedure;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.spi.Procedure.Argument;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/// Arguments of procedures, as they are declared and as they come. Stateless.
final class Arguments {
    static final Argument TABLE = new Argument("table", DataType.STRING, true, null);
    static final Argument WHERE = optional("where", DataType.STRING);
    static final Argument OPTIONS =
            optional("options", new DataType.MapOf(DataType.STRING, DataType.STRING));
    static final Argument DRY_RUN = optional("dry_run", DataType.BOOLEAN);

    private Arguments() {}

    static Argument optional(String name, DataType type) {
        return new Argument(name, type, false, null);
    }

    /// Null where it was left out.
    static @Nullable String text(Map<String, Object> arguments, String name) {
        Object value = arguments.get(name);
        return value == null ? null : value.toString();
    }

    static boolean isTrue(Map<String, Object> arguments, Argument argument) {
        return Boolean.TRUE.equals(arguments.get(argument.name()));
    }

    /// The entries of [#OPTIONS]; empty where it was left out.
    static Map<String, String> options(Map<String, Object> arguments) {
        Map<String, String> entries = new LinkedHashMap<>();
        if (arguments.get(OPTIONS.name()) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> entries.put(key.toString(), value.toString()));
        }
        return entries;
    }
}
