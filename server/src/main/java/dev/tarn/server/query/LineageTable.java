package dev.tarn.server.query;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.engine.ColumnLineage;
import dev.tarn.engine.Query;
import dev.tarn.engine.Session;
import dev.tarn.engine.spi.QueryListener;
import dev.tarn.engine.spi.SystemTable;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;

/// `system.metadata.lineage`: what the columns that this process wrote were made of, a row an edge,
/// the oldest first. Kept in memory; older ones give way to newer ones. Thread-safe.
///
/// Tables are named as their statements knew them, whatever became of them since. A session sees
/// its own user's statements, and an administrator those of all.
public final class LineageTable implements SystemTable, QueryListener {
    private static final int MOST_EDGES = 20_000;
    private static final int BATCH_ROWS = 1_024;

    private static final List<Column> COLUMNS =
            List.of(
                    new Column("query_id", DataType.STRING, row -> row.queryId),
                    new Column("at", DataType.TIMESTAMP_TZ, row -> row.at.atOffset(ZoneOffset.UTC)),
                    new Column("user", DataType.STRING, row -> row.user),
                    new Column("statement", DataType.STRING, row -> row.statement),
                    new Column("target_table", DataType.STRING, row -> row.edge.targetTable()),
                    new Column("target_column", DataType.STRING, row -> row.edge.targetColumn()),
                    new Column("source_table", DataType.STRING, row -> row.edge.sourceTable()),
                    new Column("source_column", DataType.STRING, row -> row.edge.sourceColumn()),
                    new Column(
                            "kind",
                            DataType.STRING,
                            row -> row.edge.kind().name().toLowerCase(Locale.ROOT)));

    private final BiPredicate<Session, String> sees;
    private final InstantSource clock;
    private final Deque<Row> rows = new ArrayDeque<>();

    /// @param sees whether a session may see the statements of a user
    public LineageTable(BiPredicate<Session, String> sees, InstantSource clock) {
        this.sees = sees;
        this.clock = clock;
    }

    private record Row(
            String queryId,
            Instant at,
            String user,
            @Nullable String statement,
            ColumnLineage edge) {}

    private record Column(String name, DataType type, Function<Row, @Nullable Object> value) {}

    @Override
    public void queryEnded(Query query) {
        if (query.state() != Query.State.FINISHED || query.lineage().isEmpty()) {
            return;
        }
        Instant at = clock.instant();
        synchronized (rows) {
            for (ColumnLineage edge : query.lineage()) {
                if (rows.size() == MOST_EDGES) {
                    rows.removeFirst();
                }
                rows.addLast(
                        new Row(query.id(), at, query.session().user(), query.updateType(), edge));
            }
        }
    }

    @Override
    public String schema() {
        return "metadata";
    }

    @Override
    public String name() {
        return "lineage";
    }

    @Override
    public List<Field> columns() {
        return COLUMNS.stream().map(column -> new Field(column.name, column.type)).toList();
    }

    @Override
    public void read(Session session, Consumer<Batch> batches) {
        List<Row> seen;
        synchronized (rows) {
            seen = new ArrayList<>(rows);
        }
        seen.removeIf(row -> !sees.test(session, row.user));
        for (int from = 0; from < seen.size(); from += BATCH_ROWS) {
            batches.accept(batch(seen.subList(from, Math.min(seen.size(), from + BATCH_ROWS))));
        }
    }

    private static Batch batch(List<Row> rows) {
        List<Vector> vectors = new ArrayList<>();
        for (Column column : COLUMNS) {
            List<@Nullable Object> values = new ArrayList<>();
            rows.forEach(row -> values.add(column.value.apply(row)));
            vectors.add(VectorBuilder.of(column.type, values));
        }
        return new Batch(vectors, rows.size());
    }
}
