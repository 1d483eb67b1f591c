package dev.tarn.catalog.access;

import java.util.List;
import java.util.Map;

/// What a client is told so that it gets at the files of a table.
///
/// @param config client properties; for clients that know no storage credentials, theirs too
/// @param credentials by prefix of location
/// @param signingProperties what the client sends along with every request to sign
/// @param tag changes when what was told must be told anew; empty when nothing is told
public record Delegated(
        Map<String, String> config,
        List<Prefixed> credentials,
        Map<String, String> signingProperties,
        String tag) {

    public static final Delegated NONE = new Delegated(Map.of(), List.of(), Map.of(), "");

    public Delegated {
        config = Map.copyOf(config);
        credentials = List.copyOf(credentials);
        signingProperties = Map.copyOf(signingProperties);
    }

    /// Properties for locations that begin with `prefix`.
    public record Prefixed(String prefix, Map<String, String> config) {
        public Prefixed {
            config = Map.copyOf(config);
        }

        @Override
        public String toString() {
            return "Prefixed[" + prefix + "]";
        }
    }

    public boolean isNone() {
        return tag.isEmpty();
    }

    @Override
    public String toString() {
        return "Delegated[" + config.keySet() + ", " + credentials + "]";
    }
}
