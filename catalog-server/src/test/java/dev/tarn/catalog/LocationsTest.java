package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.catalog.RunningCatalog.Reply;
import dev.tarn.catalog.service.UndropRequest;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.GenericStatisticsFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Where tables may live, and that no two share a place.
class LocationsTest {
    @RegisterExtension static final RunningCatalog CATALOG = new RunningCatalog();

    private static TableIdentifier fresh() {
        return TableIdentifier.of(CATALOG.newNamespace(), "t");
    }

    private static Table create(TableIdentifier identifier, String location) {
        return CATALOG.catalog()
                .buildTable(identifier, RunningCatalog.SCHEMA)
                .withLocation(location)
                .create();
    }

    @Test
    void defaultLocationComesFromAnIdAndNotFromTheName() {
        TableIdentifier identifier = TableIdentifier.of(CATALOG.newNamespace(), "secret-name");
        Table table = CATALOG.catalog().createTable(identifier, RunningCatalog.SCHEMA);
        assertThat(table.location())
                .startsWith(CATALOG.warehouse() + "/tables/")
                .endsWith(table.uuid().toString())
                .doesNotContain("secret-name");
    }

    @Test
    void nameUsedAgainGetsAPlaceOfItsOwn() {
        TableIdentifier identifier = fresh();
        RESTCatalog catalog = CATALOG.catalog();
        String first = catalog.createTable(identifier, RunningCatalog.SCHEMA).location();
        catalog.dropTable(identifier, false);
        String second = catalog.createTable(identifier, RunningCatalog.SCHEMA).location();
        assertThat(second).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/tarn",
                "file:/etc/tarn",
                "/etc/tarn",
                "s3://elsewhere/t",
                "WAREHOUSE/../outside",
                "WAREHOUSE-sibling/t",
                "WAREHOUSE/a\u0000b"
            })
    void createOutsideTheWarehouseIsRefused(String location) {
        TableIdentifier identifier = fresh();
        String asked = location.replace("WAREHOUSE", CATALOG.warehouse());
        assertThatThrownBy(() -> create(identifier, asked))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("ocation");
        assertThat(CATALOG.catalog().tableExists(identifier)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"write.data.path", "write.metadata.path", "write.object-storage.path"})
    void pathPropertiesOutsideTheWarehouseAreRefused(String property) {
        TableIdentifier identifier = fresh();
        RESTCatalog catalog = CATALOG.catalog();
        Map<String, String> properties = Map.of(property, "file:///etc/tarn");
        assertThatThrownBy(() ->
                        catalog.createTable(
                                identifier,
                                RunningCatalog.SCHEMA,
                                PartitionSpec.unpartitioned(),
                                new HashMap<>(properties)))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining(property);

        Table table = catalog.createTable(identifier, RunningCatalog.SCHEMA);
        assertThatThrownBy(
                        () -> table.updateProperties().set(property, "file:///etc/tarn").commit())
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining(property);
    }

    @Test
    void movingATableOutsideTheWarehouseIsRefused() {
        Table table = CATALOG.catalog().createTable(fresh(), RunningCatalog.SCHEMA);
        assertThatThrownBy(() -> table.updateLocation().setLocation("file:///etc/tarn").commit())
                .isInstanceOf(BadRequestException.class);
        table.refresh();
        assertThat(table.location()).startsWith(CATALOG.warehouse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/shared", "/shared/inner", "", "//shared/"})
    void twoTablesNeverShareADirectory(String suffix) {
        TableIdentifier first = fresh();
        String place = CATALOG.warehouse() + "/data/" + first.namespace();
        create(first, place + "/shared");
        assertThatThrownBy(() -> create(fresh(), place + suffix))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("overlaps");
    }

    @Test
    void siblingWithTheSamePrefixIsNoOverlap() {
        create(fresh(), CATALOG.warehouse() + "/prefix/t");
        Table sibling = create(fresh(), CATALOG.warehouse() + "/prefix/t_other");
        assertThat(sibling.location()).endsWith("/prefix/t_other");
    }

    @Test
    void registeringMetadataOutsideTheWarehouseIsRefused() {
        Namespace namespace = CATALOG.newNamespace();
        Reply reply =
                CATALOG.post(
                        "/v1/namespaces/" + namespace + "/register",
                        """
                        {"name":"t","metadata-location":"file:///etc/v1.metadata.json"}\
                        """);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.errorMessage()).contains("file:///etc/v1.metadata.json");
    }

    @Test
    void registeringTheTableOfAnotherNameIsRefused() {
        TableIdentifier first = CATALOG.newTable();
        String metadata = metadataLocation(first);
        TableIdentifier second = fresh();
        assertThatThrownBy(() -> CATALOG.catalog().registerTable(second, metadata))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("overlaps");
    }

    @Test
    void registeringOverAnExistingNameNeedsOverwrite() {
        TableIdentifier identifier = CATALOG.newTable();
        String first = metadataLocation(identifier);
        Table table = CATALOG.catalog().loadTable(identifier);
        table.updateProperties().set("step", "2").commit();

        assertThatThrownBy(() -> CATALOG.catalog().registerTable(identifier, first))
                .isInstanceOf(AlreadyExistsException.class);
        Reply reply =
                CATALOG.post(
                        "/v1/namespaces/" + identifier.namespace() + "/register",
                        """
                        {"name":"t","metadata-location":"%s","overwrite":true}\
                        """
                                .formatted(first));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(CATALOG.catalog().loadTable(identifier).properties()).doesNotContainKey("step");
    }

    @Test
    void unregisteredTableKeepsItsFilesAndCanBeRegisteredAgain() {
        TableIdentifier identifier = CATALOG.newTable();
        String metadata = metadataLocation(identifier);
        Reply reply = CATALOG.post(RunningCatalog.path(identifier) + "/unregister", "");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("metadata-location").asText()).isEqualTo(metadata);
        assertThat(CATALOG.catalog().tableExists(identifier)).isFalse();
        CATALOG.catalog().registerTable(identifier, metadata);
        assertThat(CATALOG.catalog().tableExists(identifier)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"write.data.path", "write.metadata.path", "write.object-storage.path"})
    void pathPropertiesWhereAnotherTableLivesAreRefused(String property) {
        TableIdentifier victim = CATALOG.newTable();
        String place = CATALOG.catalog().loadTable(victim).location();
        for (String path : List.of(place, place + "/data")) {
            TableIdentifier identifier = fresh();
            Map<String, String> properties = new HashMap<>(Map.of(property, path + "/"));
            assertThatThrownBy(() ->
                            CATALOG.catalog()
                                    .createTable(
                                            identifier,
                                            RunningCatalog.SCHEMA,
                                            PartitionSpec.unpartitioned(),
                                            properties))
                    .isInstanceOf(BadRequestException.class)
                    .hasMessageContaining("another table");
            Table table = CATALOG.catalog().createTable(identifier, RunningCatalog.SCHEMA);
            assertThatThrownBy(() -> table.updateProperties().set(property, path).commit())
                    .isInstanceOf(BadRequestException.class)
                    .hasMessageContaining("another table");
        }
    }

    private static String placeOf(Table table) {
        return CATALOG.warehouse() + "/elsewhere/" + table.uuid() + "/files";
    }

    private static Table sendingFilesElsewhere(TableIdentifier identifier) {
        Table table = CATALOG.catalog().createTable(identifier, RunningCatalog.SCHEMA);
        table.updateProperties().set("write.data.path", placeOf(table)).commit();
        return table;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/below", "/.."})
    void nobodyMovesToWhereATableSendsItsFiles(String suffix) {
        TableIdentifier owner = fresh();
        String place = placeOf(sendingFilesElsewhere(owner));
        String asked =
                suffix.equals("/..") ? place.substring(0, place.lastIndexOf('/')) : place + suffix;
        assertThatThrownBy(() -> create(fresh(), asked))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("overlaps with")
                .hasMessageContaining("of table " + owner);
        Table other = CATALOG.catalog().createTable(fresh(), RunningCatalog.SCHEMA);
        assertThatThrownBy(() -> other.updateLocation().setLocation(asked).commit())
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("of table " + owner);
        assertThatThrownBy(() -> other.updateProperties().set("write.data.path", asked).commit())
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("of table " + owner);
    }

    @Test
    void placeStaysTakenForADroppedTableAndIsFreeOnceNothingGoesThere() {
        TableIdentifier owner = fresh();
        Table table = sendingFilesElsewhere(owner);
        String place = placeOf(table);
        CATALOG.catalog().dropTable(owner, false);
        assertThatThrownBy(() -> create(fresh(), place))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("of dropped table " + owner)
                .hasMessageContaining("`tarn undrop " + owner + "`")
                .hasMessageContaining("`tarn purge " + owner + "`");
        CATALOG.tarn().upkeep().undrop(new UndropRequest(owner, null, null));
        Table back = CATALOG.catalog().loadTable(owner);
        back.updateProperties().set("a", "1").commit();
        assertThatThrownBy(() -> create(fresh(), place)).isInstanceOf(BadRequestException.class);
        back.updateProperties().remove("write.data.path").commit();
        assertThat(create(fresh(), place).location()).isEqualTo(place);
    }

    @Test
    void ofTwoWhoWantAPlaceAtOnceOneGetsIt() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 20; round++) {
                Table table = CATALOG.catalog().createTable(fresh(), RunningCatalog.SCHEMA);
                TableIdentifier intruder = fresh();
                CyclicBarrier start = new CyclicBarrier(2);
                Future<Boolean> sent =
                        threads.submit(() ->
                                isDone(
                                        start,
                                        () ->
                                                table.updateProperties()
                                                        .set("write.data.path", placeOf(table))
                                                        .commit()));
                Future<Boolean> moved =
                        threads.submit(() ->
                                isDone(start, () -> create(intruder, placeOf(table) + "/in")));
                assertThat(List.of(sent.get(), moved.get())).containsExactlyInAnyOrder(true, false);
            }
        }
    }

    private static boolean isDone(CyclicBarrier start, Runnable change) throws Exception {
        start.await(10, TimeUnit.SECONDS);
        try {
            change.run();
            return true;
        } catch (BadRequestException e) {
            return false;
        }
    }

    @Test
    void placeIsFreeWhenItsTableHasGoneForGood() {
        TableIdentifier purged = fresh();
        String first = placeOf(sendingFilesElsewhere(purged));
        CATALOG.catalog().dropTable(purged, true);
        CATALOG.tarn().upkeep().runDue();
        assertThat(create(fresh(), first).location()).isEqualTo(first);
        TableIdentifier forgotten = fresh();
        String second = placeOf(sendingFilesElsewhere(forgotten));
        CATALOG.catalog().dropTable(forgotten, false);
        CATALOG.tarn().upkeep().forgetDropped(CATALOG.tarn().upkeep().dropped().getFirst().id());
        assertThat(create(fresh(), second).location()).isEqualTo(second);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "s3://elsewhere/m.avro", "VICTIM/m.avro"})
    void snapshotsOutOfAnotherPlaceAreRefused(String manifestList) {
        TableIdentifier victim = CATALOG.newTable();
        String place = CATALOG.catalog().loadTable(victim).location();
        TableIdentifier identifier = CATALOG.newTable();
        Reply reply =
                CATALOG.post(
                        RunningCatalog.path(identifier),
                        """
                        {"requirements":[],"updates":[{"action":"add-snapshot","snapshot":{
                         "snapshot-id":1,"sequence-number":1,"timestamp-ms":%d,
                         "manifest-list":"%s","schema-id":0,"summary":{"operation":"append"}}}]}\
                        """
                                .formatted(
                                        System.currentTimeMillis(),
                                        manifestList.replace("VICTIM", place + "/metadata")));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.errorType()).isEqualTo("BadRequestException");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "VICTIM/stats.puffin"})
    void statisticsOutOfAnotherPlaceAreRefused(String file) {
        TableIdentifier victim = CATALOG.newTable();
        String place = CATALOG.catalog().loadTable(victim).location();
        TableIdentifier identifier = CATALOG.newTable();
        Table table = CATALOG.catalog().loadTable(identifier);
        table.newAppend().commit();
        long snapshot = table.currentSnapshot().snapshotId();
        String path = file.replace("VICTIM", place + "/metadata");
        assertThatThrownBy(() ->
                        table.updateStatistics()
                                .setStatistics(
                                        new GenericStatisticsFile(snapshot, path, 1, 1, List.of()))
                                .commit())
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining(path.startsWith(place) ? "another table" : path);
    }

    private static String metadataLocation(TableIdentifier identifier) {
        BaseTable table = (BaseTable) CATALOG.catalog().loadTable(identifier);
        return table.operations().current().metadataFileLocation();
    }
}
