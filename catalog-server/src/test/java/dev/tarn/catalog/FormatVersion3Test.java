package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.catalog.RunningCatalog.Reply;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Tables of format version 3, written by one of Iceberg's clients and read by another.
class FormatVersion3Test {
    @RegisterExtension static final RunningCatalog CATALOG = new RunningCatalog();

    private static final Map<String, String> V3 = Map.of("format-version", "3");

    private static RESTCatalog writer;
    private static RESTCatalog reader;

    @BeforeAll
    static void connect() {
        writer = CATALOG.client(Map.of());
        reader = CATALOG.client(Map.of());
    }

    @AfterAll
    static void disconnect() throws IOException {
        writer.close();
        reader.close();
    }

    private static Table create(Schema schema) {
        TableIdentifier identifier = TableIdentifier.of(CATALOG.newNamespace(), "t");
        return writer.buildTable(identifier, schema).withProperties(V3).create();
    }

    private static TableMetadata readBack(Table table) {
        Table loaded = reader.loadTable(ScanFixtures.identifier(table));
        return ((BaseTable) loaded).operations().refresh();
    }

    private static Reply commit(Table table, String updates) {
        return CATALOG.post(
                ScanFixtures.path(table),
                "{\"requirements\":[],\"updates\":[%s]}".formatted(updates));
    }

    @Test
    void rowIdsGoOnFromSnapshotToSnapshot() {
        Table table = create(ScanFixtures.SCHEMA);
        table.newAppend()
                .appendFile(ScanFixtures.file(table, 1, 0))
                .appendFile(ScanFixtures.file(table, 2, 0))
                .commit();
        table.newFastAppend().appendFile(ScanFixtures.file(table, 3, 0)).commit();

        TableMetadata metadata = readBack(table);
        assertThat(metadata.nextRowId()).isEqualTo(30);
        List<Snapshot> snapshots = metadata.snapshots();
        assertThat(snapshots).extracting(Snapshot::firstRowId).containsExactly(0L, 20L);
        assertThat(snapshots).extracting(Snapshot::addedRows).containsExactly(20L, 10L);
        assertThat(
                        ScanFixtures.described(
                                reader.loadTable(ScanFixtures.identifier(table)).newScan()))
                .extracting(line -> line.replaceAll(".*(first row id \\d+).*", "$1"))
                .containsExactly("first row id 0", "first row id 10", "first row id 20");
    }

    @Test
    void concurrentAppendsNeverShareRowIds() {
        Table table = create(ScanFixtures.SCHEMA);
        Table other = reader.loadTable(ScanFixtures.identifier(table));
        table.newAppend().appendFile(ScanFixtures.file(table, 1, 0)).commit();
        // the other client's base is stale: its row ids are refused, and it retries with new ones
        other.newAppend().appendFile(ScanFixtures.file(other, 2, 0)).commit();
        TableMetadata metadata = readBack(table);
        assertThat(metadata.snapshots()).extracting(Snapshot::firstRowId).containsExactly(0L, 10L);
        assertThat(metadata.nextRowId()).isEqualTo(20);
    }

    @Test
    void aRewriteKeepsTheRowIdsOfItsRows() {
        Table table = create(ScanFixtures.SCHEMA);
        DataFile old = ScanFixtures.file(table, 1, 0);
        table.newAppend().appendFile(old).commit();
        table.newRewrite().deleteFile(old).addFile(ScanFixtures.file(table, 2, 0)).commit();
        TableMetadata metadata = readBack(table);
        assertThat(metadata.currentSnapshot().firstRowId()).isEqualTo(10);
        assertThat(metadata.nextRowId()).isEqualTo(20);
    }

    @Test
    void tablesThatAreUpgradedGetRowIdsFromThenOn() {
        TableIdentifier identifier = TableIdentifier.of(CATALOG.newNamespace(), "t");
        Table table = writer.createTable(identifier, ScanFixtures.SCHEMA);
        table.newAppend().appendFile(ScanFixtures.file(table, 1, 0)).commit();
        table.updateProperties().set("format-version", "3").commit();
        assertThat(readBack(table).nextRowId()).isZero();
        table.newAppend().appendFile(ScanFixtures.file(table, 2, 0)).commit();
        TableMetadata metadata = readBack(table);
        assertThat(metadata.formatVersion()).isEqualTo(3);
        assertThat(metadata.snapshots().getFirst().firstRowId()).isNull();
        assertThat(metadata.currentSnapshot().firstRowId()).isZero();
        assertThat(metadata.nextRowId()).isEqualTo(20);
    }

    @Test
    void deletionVectorsAreReplacedByTheirSuccessors() {
        Table table = ScanFixtures.partitioned(CATALOG, 3);
        Table writing = writer.loadTable(ScanFixtures.identifier(table));
        DataFile file = ScanFixtures.file(writing, 1, 0);
        writing.newAppend().appendFile(file).commit();
        DeleteFile first = ScanFixtures.deletionVector(writing, file, 0, 4);
        writing.newRowDelta().addDeletes(first).commit();
        DeleteFile second = ScanFixtures.deletionVector(writing, file, 0, 60);
        writing.newRowDelta()
                .validateFromSnapshot(writing.currentSnapshot().snapshotId())
                .removeDeletes(first)
                .addDeletes(second)
                .commit();

        Table reading = reader.loadTable(ScanFixtures.identifier(table));
        List<String> tasks = ScanFixtures.described(reading.newScan());
        assertThat(tasks).hasSize(1);
        assertThat(tasks.getFirst()).contains("at 60+40").doesNotContain("at 4+40");
        assertThat(reading.currentSnapshot().summary())
                .containsEntry("added-dvs", "1")
                .containsEntry("removed-dvs", "1");
        assertThatThrownBy(() ->
                        writing.newRowDelta()
                                .addDeletes(ScanFixtures.positionDeletes(writing, 9, 0))
                                .commit())
                .hasMessageContaining("DV");
    }

    @Test
    void defaultValuesComeBackAsTheyWere() {
        Schema schema =
                new Schema(
                        Types.NestedField.required(1, "id", Types.LongType.get()),
                        Types.NestedField.optional("state")
                                .withId(2)
                                .ofType(Types.StringType.get())
                                .withInitialDefault(Literal.of("new"))
                                .withWriteDefault(Literal.of("open"))
                                .build());
        Table table = create(schema);
        table.updateSchema()
                .addColumn("score", Types.IntegerType.get(), null, Literal.of(7))
                .updateColumnDefault("state", Literal.of("closed"))
                .commit();
        Schema read = readBack(table).schema();
        assertThat(read.findField("state").initialDefault()).isEqualTo("new");
        assertThat(read.findField("state").writeDefault()).isEqualTo("closed");
        assertThat(read.findField("score").initialDefault()).isEqualTo(7);
        assertThat(read.sameSchema(table.schema())).isTrue();
    }

    @Test
    void newTypesComeBackAsTheyWere() {
        Schema schema =
                new Schema(
                        Types.NestedField.required(1, "id", Types.LongType.get()),
                        Types.NestedField.optional(2, "v", Types.VariantType.get()),
                        Types.NestedField.optional(3, "ns", Types.TimestampNanoType.withoutZone()),
                        Types.NestedField.optional(4, "nstz", Types.TimestampNanoType.withZone()),
                        Types.NestedField.optional(5, "u", Types.UnknownType.get()),
                        Types.NestedField.optional(6, "g", Types.GeometryType.crs84()),
                        Types.NestedField.optional(7, "h", Types.GeographyType.crs84()));
        Table table = create(schema);
        assertThat(readBack(table).schema().sameSchema(schema)).isTrue();
        JsonNode fields =
                CATALOG.get(ScanFixtures.path(table)).json().at("/metadata/schemas/0/fields");
        assertThat(fields)
                .extracting(field -> field.path("type").asText())
                .containsExactly(
                        "long",
                        "variant",
                        "timestamp_ns",
                        "timestamptz_ns",
                        "unknown",
                        "geometry(OGC:CRS84)",
                        "geography(OGC:CRS84, spherical)");
    }

    @Test
    void olderTablesRefuseTheNewTypes() {
        Namespace namespace = CATALOG.newNamespace();
        for (String type : List.of("variant", "timestamp_ns", "timestamptz_ns", "unknown")) {
            Reply reply =
                    CATALOG.post(
                            "/v1/namespaces/" + namespace + "/tables",
                            """
                            {"name":"t","schema":{"type":"struct","schema-id":0,"fields":[
                              {"id":1,"name":"c","type":"%s","required":false}]},
                             "properties":{"format-version":"2"}}\
                            """
                                    .formatted(type));
            assertThat(reply.status()).as(type + reply.body()).isEqualTo(400);
            assertThat(reply.errorMessage()).contains("v3");
        }
        Table table = writer.createTable(TableIdentifier.of(namespace, "v2"), ScanFixtures.SCHEMA);
        Reply reply =
                commit(
                        table,
                        """
                        {"action":"add-schema","schema":{"type":"struct","schema-id":1,"fields":[
                         {"id":9,"name":"v","type":"variant","required":false}]}}\
                        """);
        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(reply.errorMessage()).contains("v3");
    }

    @Test
    void scansFilterNanosecondsOnTheServer() throws IOException {
        Schema schema =
                new Schema(
                        Types.NestedField.required(1, "id", Types.LongType.get()),
                        Types.NestedField.optional(2, "name", Types.StringType.get()),
                        Types.NestedField.optional(3, "ns", Types.TimestampNanoType.withoutZone()));
        Table table = create(schema);
        table.newAppend().appendFile(ScanFixtures.file(table, 1, 0)).commit();
        try (RESTCatalog server = CATALOG.client(Map.of("scan-planning-mode", "server"))) {
            Table remote = server.loadTable(ScanFixtures.identifier(table));
            var filter = Expressions.lessThan("ns", "2026-11-21T10:00:00.123456789");
            assertThat(ScanFixtures.described(remote.newScan().filter(filter)))
                    .isEqualTo(ScanFixtures.described(table.newScan().filter(filter)))
                    .hasSize(1);
        }
    }

    @Test
    void encryptionKeysAreKeptUntilTheyAreRemoved() {
        Table table = create(ScanFixtures.SCHEMA);
        String key =
                """
                {"action":"add-encryption-key","encryption-key":{"key-id":"k1",
                 "encrypted-key-metadata":"c2VjcmV0","encrypted-by-id":"master",
                 "properties":{"a":"b"}}}\
                """;
        assertThat(commit(table, key).status()).isEqualTo(200);
        table.refresh();
        table.updateProperties().set("x", "y").commit();
        table.newAppend().appendFile(ScanFixtures.file(table, 1, 0)).commit();
        JsonNode keys =
                CATALOG.get(ScanFixtures.path(table)).json().at("/metadata/encryption-keys");
        assertThat(keys).hasSize(1);
        assertThat(keys.get(0).path("key-id").asText()).isEqualTo("k1");
        assertThat(keys.get(0).path("encrypted-key-metadata").asText()).isEqualTo("c2VjcmV0");
        assertThat(readBack(table).encryptionKeys()).hasSize(1);

        assertThat(
                        commit(table, "{\"action\":\"remove-encryption-key\",\"key-id\":\"k1\"}")
                                .status())
                .isEqualTo(200);
        assertThat(readBack(table).encryptionKeys()).isEmpty();
    }

    @Test
    void registeringKeepsRowIdsAndAVersionAboveTheCapIsRefused() {
        Table table = create(ScanFixtures.SCHEMA);
        table.newAppend().appendFile(ScanFixtures.file(table, 1, 0)).commit();
        TableIdentifier identifier = ScanFixtures.identifier(table);
        TableMetadata metadata = readBack(table);
        writer.dropTable(identifier, false);
        Table registered = writer.registerTable(identifier, metadata.metadataFileLocation());
        assertThat(readBack(registered).nextRowId()).isEqualTo(10);
        writer.dropTable(identifier, false);

        String newer = metadata.location() + "/metadata/00009-newer.metadata.json";
        TableMetadata version4 =
                TableMetadata.buildFrom(metadata).upgradeFormatVersion(4).discardChanges().build();
        TableMetadataParser.overwrite(version4, registered.io().newOutputFile(newer));
        assertThatThrownBy(() -> writer.registerTable(identifier, newer))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("1 to 3");
    }
}
