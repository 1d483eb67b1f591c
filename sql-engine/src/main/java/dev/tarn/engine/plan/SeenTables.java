package dev.tarn.engine.plan;

import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.Relations.Located;
import dev.tarn.engine.statement.Name;

import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The tables that a plan was made for, as they were then.
record SeenTables(List<Seen> tables) {
    SeenTables {
        tables = List.copyOf(tables);
    }

    /// How a table was when a plan was made.
    record Seen(Name name, Table table, State state) {}

    /// What a plan depends on of a table: a metadata file never changes.
    record State(
            String metadataLocation,
            @Nullable String tableUuid,
            @Nullable Set<Integer> selectable) {}

    /// What `relations` has found; null where that is anything but tables whose changes are seen.
    static @Nullable SeenTables of(Relations relations) {
        List<Located> located = relations.onlyLocated();
        if (located == null) {
            return null;
        }
        List<Seen> seen = new ArrayList<>();
        for (Located table : located) {
            State state = state(table);
            if (state == null) {
                return null;
            }
            seen.add(new Seen(table.name(), table.table(), state));
        }
        return new SeenTables(seen);
    }

    List<State> states() {
        return tables.stream().map(Seen::state).toList();
    }

    /// The tables of now by those of then; null where one is not as it was.
    @Nullable Map<Table, Table> fresh(Relations relations) {
        Map<Table, Table> fresh = new IdentityHashMap<>();
        for (Seen seen : tables) {
            Located now;
            try {
                now = relations.locate(seen.name());
            } catch (RuntimeException e) {
                return null;
            }
            if (now == null || !Objects.equals(state(now), seen.state())) {
                return null;
            }
            fresh.put(seen.table(), now.table());
        }
        return fresh;
    }

    private static @Nullable State state(Located located) {
        if (!(located.table() instanceof HasTableOperations table)) {
            return null;
        }
        TableMetadata metadata = table.operations().current();
        String location = metadata == null ? null : metadata.metadataFileLocation();
        return location == null ? null : new State(location, metadata.uuid(), located.selectable());
    }
}
