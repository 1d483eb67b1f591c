package dev.tarn.engine.spi;

import dev.tarn.engine.Session;

import org.apache.iceberg.catalog.Namespace;
import org.jspecify.annotations.Nullable;

import java.time.ZoneId;
import java.util.Map;
import java.util.Set;

/// What a pipe does, for whom, and how.
///
/// @param owner in whose name it loads
/// @param roles of the owner, as far as they are not looked up when it runs
/// @param catalog where names in `copy` without a catalog lead
/// @param namespace where names without a namespace lead
/// @param copy the text of a COPY INTO
public record PipeDefinition(
        String owner,
        Set<String> roles,
        @Nullable String catalog,
        @Nullable Namespace namespace,
        ZoneId zone,
        @Nullable String comment,
        PipeSettings settings,
        String copy) {
    public PipeDefinition {
        roles = Set.copyOf(roles);
    }

    public PipeDefinition withSettings(PipeSettings other) {
        return new PipeDefinition(owner, roles, catalog, namespace, zone, comment, other, copy);
    }

    public PipeDefinition withRoles(Set<String> others) {
        return new PipeDefinition(owner, others, catalog, namespace, zone, comment, settings, copy);
    }

    /// The session of its owner that it runs in.
    public Session session() {
        return new Session(owner, catalog, namespace, zone, Map.of(), Map.of(), roles, null);
    }

    /// The statement of one run.
    public String statement() {
        // A comment may end the text.
        return "%s\nWITH (max_files = %d, max_bytes = %d, settle = '%dms')"
                .formatted(
                        copy,
                        settings.maxFiles(),
                        settings.maxBytes(),
                        settings.settle().toMillis());
    }
}
