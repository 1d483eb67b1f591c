package dev.tarn.server.command;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Flags that each have a value behind them, read without picocli, whose classes no start-up cache
/// can hold and which takes a tenth of the time of a short command.
///
/// What is read here means what it means there. Everything else (unknown or repeated flags, values
/// joined by `=`, files of arguments, help) is left to picocli, which also knows what to say of it.
final class PlainFlags {
    private final Map<String, Consumer<String>> setters = new HashMap<>();
    private final Set<String> once = new HashSet<>();

    /// A flag that may stand once.
    PlainFlags once(String name, Consumer<String> setter) {
        setters.put(name, setter);
        once.add(name);
        return this;
    }

    /// A flag that may be repeated.
    PlainFlags repeated(String name, Consumer<String> setter) {
        setters.put(name, setter);
        return this;
    }

    /// Gives each value to its flag's setter, in order; false if there is anything else, before any
    /// was given.
    boolean read(List<String> arguments) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i);
            boolean known = setters.containsKey(name) && (seen.add(name) || !once.contains(name));
            if (!known || i + 1 == arguments.size() || !isPlain(arguments.get(i + 1))) {
                return false;
            }
        }
        for (int i = 0; i < arguments.size(); i += 2) {
            Consumer<String> setter = setters.get(arguments.get(i));
            if (setter != null) {
                setter.accept(arguments.get(i + 1));
            }
        }
        return true;
    }

    /// Whether picocli takes `value` for nothing but a value.
    private static boolean isPlain(String value) {
        return !value.isEmpty() && !value.startsWith("-") && !value.startsWith("@");
    }
}
