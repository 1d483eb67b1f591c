package dev.tarn.catalog.plan;

import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.expressions.Binder;
import org.apache.iceberg.rest.requests.PlanTableScanRequest;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What a scan may ask of a table. All of it is checked before anything is read, so that a wrong
/// request is a 400 and not a plan that fails later.
final class ScanRequests {
    private ScanRequests() {}

    /// The metadata with the snapshot of the request as the current one, and with that snapshot's
    /// schema if the request wants it.
    static TableMetadata asAskedFor(TableMetadata metadata, PlanTableScanRequest request) {
        if (metadata.properties().containsKey(TableProperties.ENCRYPTION_TABLE_KEY)) {
            throw new UnsupportedOperationException(
                    "Cannot plan a scan of an encrypted table: the catalog holds no keys; plan on"
                            + " the client");
        }
        TableMetadata.Builder builder = TableMetadata.buildFrom(metadata);
        Long pointInTime = request.snapshotId();
        if (pointInTime != null) {
            Snapshot snapshot = known(metadata, pointInTime);
            builder.setBranchSnapshot(snapshot.snapshotId(), SnapshotRef.MAIN_BRANCH);
        }
        Snapshot shown = shown(metadata, request);
        if (request.useSnapshotSchema() && shown != null && shown.schemaId() != null) {
            builder.setCurrentSchema(shown.schemaId());
        }
        return builder.discardChanges().build();
    }

    private static @Nullable Snapshot shown(TableMetadata metadata, PlanTableScanRequest request) {
        if (request.endSnapshotId() != null) {
            return known(metadata, request.endSnapshotId());
        }
        return request.snapshotId() == null
                ? metadata.currentSnapshot()
                : metadata.snapshot(request.snapshotId());
    }

    private static Snapshot known(TableMetadata metadata, long snapshotId) {
        Snapshot snapshot = metadata.snapshot(snapshotId);
        if (snapshot == null) {
            throw new BadRequestException(
                    "Cannot find snapshot %s: the table has %s snapshots, the current one is %s",
                    snapshotId,
                    metadata.snapshots().size(),
                    metadata.currentSnapshot() == null
                            ? "none"
                            : metadata.currentSnapshot().snapshotId());
        }
        return snapshot;
    }

    static void check(Table table, PlanTableScanRequest request) {
        if (request.startSnapshotId() != null
                && !SnapshotUtil.isParentAncestorOf(
                        table, request.endSnapshotId(), request.startSnapshotId())) {
            throw new BadRequestException(
                    "start-snapshot-id %s is not an ancestor of end-snapshot-id %s",
                    request.startSnapshotId(), request.endSnapshotId());
        }
        if (request.filter() != null) {
            Binder.bind(table.schema().asStruct(), request.filter(), request.caseSensitive());
        }
        for (String name : Objects.requireNonNullElse(request.select(), List.<String>of())) {
            int dot = name.indexOf('.');
            boolean isMetadata =
                    MetadataColumns.isMetadataColumn(dot < 0 ? name : name.substring(0, dot));
            if (!isMetadata) {
                column("select", table.schema(), name, request.caseSensitive());
            }
        }
    }

    /// Names of `stats-fields` as the schema writes them.
    static List<String> statsFields(Table table, PlanTableScanRequest request) {
        List<String> names = new ArrayList<>();
        for (String name : request.statsFields()) {
            int id = column("stats-fields", table.schema(), name, request.caseSensitive());
            names.add(table.schema().findColumnName(id));
        }
        return names;
    }

    private static int column(String where, Schema schema, String name, boolean caseSensitive) {
        Types.NestedField field =
                caseSensitive ? schema.findField(name) : schema.caseInsensitiveFindField(name);
        if (field == null) {
            throw new BadRequestException(
                    "Unknown field %s in %s: schema %s has %s",
                    name, where, schema.schemaId(), names(schema));
        }
        return field.fieldId();
    }

    private static List<String> names(Schema schema) {
        return schema.columns().stream().map(Types.NestedField::name).limit(50).toList();
    }
}
