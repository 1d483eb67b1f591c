package dev.tarn.server.events;

import dev.tarn.catalog.service.ChangeEvent;
import dev.tarn.catalog.service.ChangeEvent.Moved;
import dev.tarn.catalog.service.ChangeFeed;
import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.SystemTable;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// `system.metadata.events`: every change that is still remembered, in order.
public final class EventTable implements SystemTable {
    private static final int PAGE = 1_000;

    private static final List<Column> COLUMNS =
            List.of(
                    new Column("sequence", DataType.BIGINT, ChangeEvent::sequence),
                    new Column(
                            "at",
                            DataType.TIMESTAMP_TZ,
                            event ->
                                    Instant.ofEpochMilli(event.atMillis())
                                            .atOffset(ZoneOffset.UTC)),
                    new Column("kind", DataType.STRING, ChangeEvent::kind),
                    new Column("warehouse", DataType.STRING, ChangeEvent::warehouse),
                    new Column("namespace", DataType.STRING, event -> dotted(event.namespace())),
                    new Column("name", DataType.STRING, ChangeEvent::name),
                    new Column("new_namespace", DataType.STRING, EventTable::newNamespace),
                    new Column("new_name", DataType.STRING, EventTable::newName),
                    new Column("object_id", DataType.STRING, ChangeEvent::objectId),
                    new Column(
                            "old_snapshot_id",
                            DataType.BIGINT,
                            event -> event.before().snapshotId()),
                    new Column(
                            "new_snapshot_id",
                            DataType.BIGINT,
                            event -> event.after().snapshotId()),
                    new Column(
                            "old_metadata_location",
                            DataType.STRING,
                            event -> event.before().metadataLocation()),
                    new Column(
                            "new_metadata_location",
                            DataType.STRING,
                            event -> event.after().metadataLocation()),
                    new Column("principal", DataType.STRING, event -> event.origin().principal()),
                    new Column(
                            "client_address",
                            DataType.STRING,
                            event -> event.origin().clientAddress()),
                    new Column("user_agent", DataType.STRING, event -> event.origin().userAgent()),
                    new Column("change_id", DataType.STRING, ChangeEvent::changeId));

    private final Supplier<ChangeFeed> feed;
    private final Predicate<Session> mayRead;

    /// @param feed asked for when the table is read
    /// @param mayRead whether a session may see what happens to every table
    public EventTable(Supplier<ChangeFeed> feed, Predicate<Session> mayRead) {
        this.feed = feed;
        this.mayRead = mayRead;
    }

    private record Column(
            String name, DataType type, Function<ChangeEvent, @Nullable Object> value) {}

    private static @Nullable Object newNamespace(ChangeEvent event) {
        Moved moved = event.moved();
        return moved == null ? null : dotted(moved.namespace());
    }

    private static @Nullable Object newName(ChangeEvent event) {
        Moved moved = event.moved();
        return moved == null ? null : moved.name();
    }

    private static String dotted(List<String> namespace) {
        return String.join(".", namespace);
    }

    @Override
    public String schema() {
        return "metadata";
    }

    @Override
    public String name() {
        return "events";
    }

    @Override
    public List<Field> columns() {
        return COLUMNS.stream().map(column -> new Field(column.name(), column.type())).toList();
    }

    @Override
    public void read(Session session, Consumer<Batch> batches) {
        if (!mayRead.test(session)) {
            throw new SqlException(
                    ErrorCode.PERMISSION_DENIED,
                    "Access denied: the change feed shows all tables and needs the role admin");
        }
        long after = 0;
        List<ChangeEvent> page;
        do {
            page = feed.get().list(after, PAGE);
            if (!page.isEmpty()) {
                batches.accept(batch(page));
                after = page.getLast().sequence();
            }
        } while (page.size() == PAGE);
    }

    private static Batch batch(List<ChangeEvent> events) {
        List<Vector> vectors = new ArrayList<>();
        for (Column column : COLUMNS) {
            List<@Nullable Object> values = new ArrayList<>();
            events.forEach(event -> values.add(column.value().apply(event)));
            vectors.add(VectorBuilder.of(column.type(), values));
        }
        return new Batch(vectors, events.size());
    }
}
