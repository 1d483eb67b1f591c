package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.catalog.RunningCatalog.Reply;

import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a commit may ask for, and the code it gets when it may not. Nothing refused leaves a trace.
class CommitRulesTest {
    @RegisterExtension static final RunningCatalog CATALOG = new RunningCatalog();

    private static Reply commit(TableIdentifier table, String requirements, String updates) {
        return CATALOG.post(
                RunningCatalog.path(table),
                "{\"requirements\":[%s],\"updates\":[%s]}".formatted(requirements, updates));
    }

    private static String metadata(TableIdentifier table) {
        return CATALOG.get(RunningCatalog.path(table)).json().path("metadata").toString();
    }

    private static void assertRefused(TableIdentifier table, String updates, String message) {
        String before = metadata(table);
        Reply reply = commit(table, "", updates);
        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(reply.errorMessage()).contains(message);
        assertThat(metadata(table)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"action\":\"launch-rocket\"}", "{}", "7", "{\"action\":\"add-schema\"}"})
    void unknownOrBrokenUpdateIs400(String update) {
        TableIdentifier table = CATALOG.newTable();
        Reply reply = commit(table, "", update);
        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(reply.errorMessage()).isNotBlank();
    }

    @Test
    void unknownRequirementIs400() {
        Reply reply = commit(CATALOG.newTable(), "{\"type\":\"assert-weather\"}", "");
        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void updateOfViewsOnATableIs400() {
        assertRefused(
                CATALOG.newTable(),
                "{\"action\":\"set-current-view-version\",\"view-version-id\":1}",
                "SetCurrentViewVersion");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"action\":\"set-default-spec\",\"spec-id\":77}",
                "{\"action\":\"set-default-sort-order\",\"sort-order-id\":77}",
                "{\"action\":\"set-current-schema\",\"schema-id\":77}",
                "{\"action\":\"remove-schemas\",\"schema-ids\":[77]}",
                "{\"action\":\"remove-partition-specs\",\"spec-ids\":[77]}"
            })
    void unknownIdIs400(String update) {
        assertRefused(CATALOG.newTable(), update, "77");
    }

    @Test
    void specThatEqualsAnOldOneGetsNoNewId() {
        assertRefused(
                CATALOG.newTable(),
                "{\"action\":\"add-spec\",\"spec\":{\"spec-id\":1,\"fields\":[]}},"
                        + "{\"action\":\"set-default-spec\",\"spec-id\":1}",
                "does not exist");
    }

    @ParameterizedTest
    @ValueSource(strings = {"set-default-spec\",\"spec-id", "set-current-schema\",\"schema-id"})
    void lastAddedWithoutAnAddIs400(String action) {
        assertRefused(CATALOG.newTable(), "{\"action\":\"" + action + "\":-1}", "last added");
    }

    @Test
    void tableKeepsItsUuid() {
        assertRefused(
                CATALOG.newTable(),
                """
                {"action":"assign-uuid","uuid":"00000000-0000-4000-8000-000000000001"}\
                """,
                "keeps it");
    }

    @Test
    void formatVersionAboveTheCapIsRefusedEverywhere() {
        TableIdentifier table = CATALOG.newTable();
        assertRefused(
                table, "{\"action\":\"upgrade-format-version\",\"format-version\":4}", "1 to 3");
        assertRefused(
                table,
                "{\"action\":\"set-properties\",\"updates\":{\"format-version\":\"4\"}}",
                "1 to 3");
        Reply create =
                CATALOG.post(
                        "/v1/namespaces/" + table.namespace() + "/tables",
                        "{\"name\":\"v4\",\"schema\":%s,\"properties\":{\"format-version\":\"4\"}}"
                                .formatted(RunningCatalog.SCHEMA_JSON));
        assertThat(create.status()).isEqualTo(400);
    }

    @Test
    void formatVersion3IsAccepted() {
        TableIdentifier table = CATALOG.newTable();
        Reply reply =
                commit(table, "", "{\"action\":\"upgrade-format-version\",\"format-version\":3}");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("metadata").path("next-row-id").asLong(-1)).isZero();
    }

    @Test
    void formatVersionNeverGoesDown() {
        assertRefused(
                CATALOG.newTable(),
                "{\"action\":\"upgrade-format-version\",\"format-version\":1}",
                "downgrade");
    }

    @Test
    void assertCreateWithoutUpdatesIs400() {
        TableIdentifier table = TableIdentifier.of(CATALOG.newNamespace(), "nothing");
        Reply reply = commit(table, "{\"type\":\"assert-create\"}", "");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.errorMessage()).contains("add-schema");
    }

    @Test
    void failedRequirementIs409AndIsNotRetried() {
        TableIdentifier table = CATALOG.newTable();
        String before = metadata(table);
        Reply reply =
                commit(
                        table,
                        "{\"type\":\"assert-current-schema-id\",\"current-schema-id\":5}",
                        "{\"action\":\"set-properties\",\"updates\":{\"a\":\"b\"}}");
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.errorType()).isEqualTo("CommitFailedException");
        assertThat(metadata(table)).isEqualTo(before);
    }

    @Test
    void staleSequenceNumberIs409() {
        TableIdentifier table = CATALOG.newTable();
        assertThat(commit(table, "", snapshot(1, 1, "")).status()).isEqualTo(200);
        Reply stale = commit(table, "", snapshot(2, 1, "\"parent-snapshot-id\":1,"));
        assertThat(stale.status()).isEqualTo(409);
        assertThat(stale.errorMessage()).contains("sequence number");
    }

    @Test
    void v3SnapshotWithoutFirstRowIdIs400AndAStaleOneIs409() {
        Namespace namespace = CATALOG.newNamespace();
        TableIdentifier table = TableIdentifier.of(namespace, "v3");
        CATALOG.catalog()
                .buildTable(table, RunningCatalog.SCHEMA)
                .withProperty("format-version", "3")
                .create();
        assertThat(commit(table, "", snapshot(1, 1, "")).status()).isEqualTo(400);
        String rows = "\"first-row-id\":0,\"added-rows\":10,";
        assertThat(commit(table, "", snapshot(1, 1, rows)).status()).isEqualTo(200);
        assertThat(commit(table, "", snapshot(2, 2, rows)).status()).isEqualTo(409);
    }

    private static String snapshot(long id, long sequence, String more) {
        return """
        {"action":"add-snapshot","snapshot":{"snapshot-id":%d,"sequence-number":%d,%s
         "timestamp-ms":%d,"manifest-list":"%s/nowhere/m.avro","schema-id":0,
         "summary":{"operation":"append"}}}\
        """
                .formatted(id, sequence, more, System.currentTimeMillis(), CATALOG.warehouse());
    }

    @Test
    void replaceKeepsUuidAndHistory() {
        TableIdentifier identifier = CATALOG.newTable();
        Table before = CATALOG.catalog().loadTable(identifier);
        before.updateProperties().set("old", "1").commit();
        CATALOG.catalog()
                .buildTable(identifier, RunningCatalog.SCHEMA)
                .withPartitionSpec(PartitionSpec.unpartitioned())
                .withProperty("new", "1")
                .createOrReplaceTransaction()
                .commitTransaction();
        JsonNode metadata = CATALOG.get(RunningCatalog.path(identifier)).json().path("metadata");
        assertThat(metadata.path("table-uuid").asText()).isEqualTo(before.uuid().toString());
        assertThat(metadata.path("metadata-log").size()).isEqualTo(2);
        assertThat(metadata.path("properties").path("new").asText()).isEqualTo("1");
    }

    @Test
    void commitThatChangesNothingWritesNothing() {
        TableIdentifier table = CATALOG.newTable();
        Reply first = CATALOG.get(RunningCatalog.path(table));
        Reply reply = commit(table, "", "");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("metadata-location"))
                .isEqualTo(first.json().path("metadata-location"));
    }

    @Test
    void bodyAboutAnotherTableIs400() {
        TableIdentifier table = CATALOG.newTable();
        Reply reply =
                CATALOG.post(
                        RunningCatalog.path(table),
                        """
                        {"identifier":{"namespace":["other"],"name":"t"},
                         "requirements":[],"updates":[]}\
                        """);
        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void commitToAMissingTableIs404() {
        TableIdentifier gone = TableIdentifier.of(CATALOG.newNamespace(), "gone");
        Reply reply = commit(gone, "", "{\"action\":\"set-properties\",\"updates\":{\"a\":\"b\"}}");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.errorType()).isEqualTo("NoSuchTableException");
    }

    @Test
    void stagedCreateReservesNothingAndTheSecondToCommitLoses() {
        Namespace namespace = CATALOG.newNamespace();
        TableIdentifier table = TableIdentifier.of(namespace, "staged");
        String stage =
                "{\"name\":\"staged\",\"stage-create\":true,\"schema\":%s}"
                        .formatted(RunningCatalog.SCHEMA_JSON);
        String tables = "/v1/namespaces/" + namespace + "/tables";
        Reply first = CATALOG.post(tables, stage);
        Reply second = CATALOG.post(tables, stage);
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.json().has("metadata-location")).isFalse();
        assertThat(CATALOG.catalog().tableExists(table)).isFalse();

        assertThat(commitStaged(table, first).status()).isEqualTo(200);
        Reply lost = commitStaged(table, second);
        assertThat(lost.status()).isEqualTo(409);
        JsonNode stored = CATALOG.get(RunningCatalog.path(table)).json().path("metadata");
        assertThat(stored.path("location"))
                .isEqualTo(first.json().path("metadata").path("location"));
        assertThat(stored.path("format-version").asInt()).isEqualTo(3);
    }

    private static Reply commitStaged(TableIdentifier table, Reply staged) {
        JsonNode metadata = staged.json().path("metadata");
        return commit(
                table,
                "{\"type\":\"assert-create\"}",
                """
                {"action":"assign-uuid","uuid":%s},
                {"action":"upgrade-format-version","format-version":3},
                {"action":"add-schema","schema":%s},
                {"action":"set-current-schema","schema-id":-1},
                {"action":"set-location","location":%s}\
                """
                        .formatted(
                                metadata.path("table-uuid"),
                                RunningCatalog.SCHEMA_JSON,
                                metadata.path("location")));
    }
}
