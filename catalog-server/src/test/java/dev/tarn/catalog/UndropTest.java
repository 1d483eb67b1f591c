package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.catalog.RunningCatalog.Reply;
import dev.tarn.catalog.service.DropRules;
import dev.tarn.catalog.task.TaskSettings;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.view.View;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A dropped table or view comes back as it was, for as long as it is kept.
class UndropTest {
    private static final ManualClock CLOCK = new ManualClock();

    @RegisterExtension
    static final RunningCatalog CATALOG =
            new RunningCatalog(config ->
                    config.withClock(CLOCK)
                            .withUpkeep(UpkeepConfig.DEFAULT.withTasks(TaskSettings.BY_HAND)));

    private static void drop(TableIdentifier identifier) {
        assertThat(CATALOG.delete(RunningCatalog.path(identifier)).status()).isEqualTo(204);
        CLOCK.advance(Duration.ofMillis(1));
    }

    private static String body(TableIdentifier identifier, String more) {
        return "{\"namespace\":[\"%s\"],\"name\":\"%s\"%s}"
                .formatted(identifier.namespace(), identifier.name(), more);
    }

    private static Reply undrop(TableIdentifier identifier) {
        return CATALOG.post("/v1/dropped/undrop", body(identifier, ""));
    }

    /// What of this namespace is dropped, the last first.
    private static List<JsonNode> dropped(Namespace namespace) {
        List<JsonNode> result = new ArrayList<>();
        for (JsonNode entry : CATALOG.get("/v1/dropped").json().get("dropped")) {
            if (entry.get("namespace").get(0).asText().equals(namespace.toString())) {
                result.add(entry);
            }
        }
        return result;
    }

    @Test
    void droppedTableIsListedAndComesBackWithItsHistory() {
        TableIdentifier identifier = CATALOG.newTable();
        Table table = CATALOG.catalog().loadTable(identifier);
        RichTable.append(table, RichTable.file(table, "data/a.parquet"));
        String uuid = table.uuid().toString();
        drop(identifier);
        assertThat(CATALOG.catalog().tableExists(identifier)).isFalse();
        JsonNode entry = dropped(identifier.namespace()).getFirst();
        assertThat(entry.get("name").asText()).isEqualTo("t");
        assertThat(entry.get("kind").asText()).isEqualTo("table");
        assertThat(entry.get("state").asText()).isEqualTo("kept");

        assertThat(undrop(identifier).status()).isEqualTo(200);

        Table back = CATALOG.catalog().loadTable(identifier);
        assertThat(back.uuid().toString()).isEqualTo(uuid);
        assertThat(RichTable.contentFiles(back)).isEqualTo(1);
        assertThat(dropped(identifier.namespace())).isEmpty();
        RichTable.append(back, RichTable.file(back, "data/b.parquet"));
        assertThat(RichTable.contentFiles(back)).isEqualTo(2);
    }

    @Test
    void droppedViewComesBackToo() {
        Namespace namespace = CATALOG.newNamespace();
        TableIdentifier identifier = TableIdentifier.of(namespace, "v");
        View view =
                CATALOG.catalog()
                        .buildView(identifier)
                        .withSchema(RunningCatalog.SCHEMA)
                        .withDefaultNamespace(namespace)
                        .withQuery("trino", "select 1")
                        .create();
        assertThat(CATALOG.catalog().dropView(identifier)).isTrue();
        assertThat(dropped(namespace).getFirst().get("kind").asText()).isEqualTo("view");
        assertThat(undrop(identifier).status()).isEqualTo(200);
        assertThat(CATALOG.catalog().loadView(identifier).uuid()).isEqualTo(view.uuid());
    }

    @Test
    void takenNameIs409AndSaysHowToRename() {
        TableIdentifier identifier = CATALOG.newTable();
        drop(identifier);
        CATALOG.catalog().createTable(identifier, RunningCatalog.SCHEMA);
        Reply refused = undrop(identifier);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.errorMessage()).contains("already exists").contains("--as");
        assertThat(dropped(identifier.namespace())).hasSize(1);

        Reply renamed =
                CATALOG.post("/v1/dropped/undrop", body(identifier, ",\"as\":{\"name\":\"u\"}"));
        assertThat(renamed.status()).isEqualTo(200);
        assertThat(CATALOG.catalog().listTables(identifier.namespace())).hasSize(2);
    }

    @Test
    void ofSeveralTheLastOneComesBackUnlessAnIdSaysWhich() {
        TableIdentifier identifier = CATALOG.newTable();
        String first = CATALOG.catalog().loadTable(identifier).location();
        drop(identifier);
        CATALOG.catalog().createTable(identifier, RunningCatalog.SCHEMA);
        String second = CATALOG.catalog().loadTable(identifier).location();
        drop(identifier);
        List<JsonNode> both = dropped(identifier.namespace());
        assertThat(both).hasSize(2);
        assertThat(both.getFirst().get("location").asText()).isEqualTo(second);

        assertThat(undrop(identifier).status()).isEqualTo(200);
        assertThat(CATALOG.catalog().loadTable(identifier).location()).isEqualTo(second);
        String id = both.getLast().get("id").asText();
        String as = "{\"as\":{\"namespace\":[\"%s\"],\"name\":\"older\"}}";
        assertThat(
                        CATALOG.post(
                                        "/v1/dropped/" + id + "/undrop",
                                        as.formatted(identifier.namespace()))
                                .status())
                .isEqualTo(200);
        TableIdentifier older = TableIdentifier.of(identifier.namespace(), "older");
        assertThat(CATALOG.catalog().loadTable(older).location()).isEqualTo(first);
    }

    @Test
    void namespaceThatHasGoneIs404AndAnotherOneWillDo() {
        TableIdentifier identifier = CATALOG.newTable();
        drop(identifier);
        CATALOG.catalog().dropNamespace(identifier.namespace());
        Reply refused = undrop(identifier);
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.errorType()).isEqualTo("NoSuchNamespaceException");
        assertThat(refused.errorMessage()).contains("create it");
        Namespace other = CATALOG.newNamespace();
        String as = ",\"as\":{\"namespace\":[\"%s\"],\"name\":\"t\"}".formatted(other);
        assertThat(CATALOG.post("/v1/dropped/undrop", body(identifier, as)).status())
                .isEqualTo(200);
        assertThat(CATALOG.catalog().tableExists(TableIdentifier.of(other, "t"))).isTrue();
    }

    @Test
    void afterTheRetentionItIs404AndTheFilesAreStillThere() {
        TableIdentifier identifier = CATALOG.newTable();
        Table table = CATALOG.catalog().loadTable(identifier);
        drop(identifier);
        CLOCK.advance(Duration.ofDays(7));
        Reply refused = undrop(identifier);
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.errorMessage()).contains("retention ended");
        CATALOG.tarn().upkeep().runDue();
        assertThat(undrop(identifier).errorMessage()).contains("retention of PT168H has ended");
        assertThat(dropped(identifier.namespace())).isEmpty();
        assertThat(RichTable.files(table)).hasSize(1);
    }

    @Test
    void purgedTableCannotComeBack() {
        TableIdentifier identifier = CATALOG.newTable();
        String path = RunningCatalog.path(identifier) + "?purgeRequested=true";
        assertThat(CATALOG.delete(path).status()).isEqualTo(204);
        assertThat(dropped(identifier.namespace()).getFirst().get("state").asText())
                .isEqualTo("purging");
        Reply refused = undrop(identifier);
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.errorMessage()).contains("was purged");
        CATALOG.tarn().upkeep().runDue();
        assertThat(undrop(identifier).status()).isEqualTo(404);
    }

    @Test
    void purgeIsATaskThatCanBeSeen() {
        TableIdentifier identifier = CATALOG.newTable();
        CATALOG.delete(RunningCatalog.path(identifier) + "?purgeRequested=true");
        JsonNode task = CATALOG.get("/v1/tasks").json().get("tasks").get(0);
        assertThat(task.get("kind").asText()).isEqualTo("purge");
        assertThat(task.get("subject").asText()).isEqualTo(identifier.toString());
        assertThat(task.get("state").asText()).isEqualTo("waiting");
        CATALOG.tarn().upkeep().runDue();
        JsonNode done = CATALOG.get("/v1/tasks/" + task.get("id").asText()).json();
        assertThat(done.get("state").asText()).isEqualTo("done");
        assertThat(done.get("deleted-files").asLong()).isEqualTo(1);
        assertThat(CATALOG.get("/v1/tasks/none").errorType()).isEqualTo("NoSuchTaskException");
    }

    @Test
    void droppedEntriesCanBePurgedOrForgottenBeforeTheirTime() {
        TableIdentifier purged = CATALOG.newTable();
        Table table = CATALOG.catalog().loadTable(purged);
        drop(purged);
        String id = dropped(purged.namespace()).getFirst().get("id").asText();
        assertThat(CATALOG.post("/v1/dropped/" + id + "/purge", "").status()).isEqualTo(204);
        assertThat(CATALOG.post("/v1/dropped/" + id + "/purge", "").status()).isEqualTo(404);
        CATALOG.tarn().upkeep().runDue();
        assertThat(RichTable.files(table)).isEmpty();

        TableIdentifier forgotten = CATALOG.newTable();
        Table other = CATALOG.catalog().loadTable(forgotten);
        drop(forgotten);
        String otherId = dropped(forgotten.namespace()).getFirst().get("id").asText();
        assertThat(CATALOG.post("/v1/dropped/" + otherId + "/forget", "").status()).isEqualTo(204);
        assertThat(RichTable.files(other)).hasSize(1);
        assertThat(dropped(forgotten.namespace())).isEmpty();
    }

    @Test
    void commitToADroppedTableIs404AndChangesNothing() {
        TableIdentifier identifier = CATALOG.newTable();
        Table table = CATALOG.catalog().loadTable(identifier);
        drop(identifier);
        assertThatThrownBy(() -> table.updateProperties().set("a", "1").commit())
                .isInstanceOf(NoSuchTableException.class);
        assertThat(CATALOG.catalog().tableExists(identifier)).isFalse();
        assertThat(RichTable.files(table)).hasSize(1);
        undrop(identifier);
        assertThat(CATALOG.catalog().loadTable(identifier).properties()).doesNotContainKey("a");
    }

    @Test
    void commitThatReadTheTableBeforeItWasDroppedAndUndroppedStillGoesThrough() {
        TableIdentifier identifier = CATALOG.newTable();
        TableOperations operations =
                ((BaseTable) CATALOG.catalog().loadTable(identifier)).operations();
        TableMetadata base = operations.current();
        drop(identifier);
        undrop(identifier);
        operations.commit(
                base, TableMetadata.buildFrom(base).setProperties(Map.of("a", "1")).build());
        assertThat(CATALOG.catalog().loadTable(identifier).properties()).containsEntry("a", "1");
    }

    @Test
    void locationOfADroppedTableIsTakenUntilItsMetadataAreRegisteredAgain() {
        RESTCatalog catalog = CATALOG.catalog();
        TableIdentifier identifier = CATALOG.newTable();
        Table table = catalog.loadTable(identifier);
        String metadata = RichTable.metadataLocation(table);
        drop(identifier);
        String create =
                "{\"name\":\"again\",\"location\":\"%s\",\"schema\":%s}"
                        .formatted(table.location(), RunningCatalog.SCHEMA_JSON);
        Reply refused =
                CATALOG.post("/v1/namespaces/" + identifier.namespace() + "/tables", create);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errorMessage()).contains("of dropped table " + identifier);

        TableIdentifier other = TableIdentifier.of(identifier.namespace(), "registered");
        assertThat(catalog.registerTable(other, metadata).uuid()).isEqualTo(table.uuid());
        assertThat(dropped(identifier.namespace())).isEmpty();
    }

    @Test
    void undropOfWhatWasNeverThereOrOfNothingIsRefused() {
        TableIdentifier identifier = CATALOG.newTable();
        assertThat(undrop(identifier).status()).isEqualTo(404);
        assertThat(CATALOG.post("/v1/dropped/undrop", "{}").status()).isEqualTo(400);
        assertThat(CATALOG.post("/v1/dropped/undrop", "{\"name\":7}").status()).isEqualTo(400);
        assertThat(CATALOG.post("/v1/dropped/none/undrop", "").status()).isEqualTo(404);
    }

    @Test
    void listIsPaged() {
        TableIdentifier first = CATALOG.newTable();
        drop(first);
        TableIdentifier second = CATALOG.newTable();
        drop(second);
        JsonNode page = CATALOG.get("/v1/dropped?pageSize=1").json();
        assertThat(page.get("dropped")).hasSize(1);
        assertThat(page.get("dropped").get(0).get("namespace").get(0).asText())
                .isEqualTo(second.namespace().toString());
        String token = page.get("next-page-token").asText();
        JsonNode next = CATALOG.get("/v1/dropped?pageSize=1&pageToken=" + token).json();
        assertThat(next.get("dropped").get(0).get("namespace").get(0).asText())
                .isEqualTo(first.namespace().toString());
    }

    @Test
    void retentionOfZeroForgetsAtOnce(@TempDir Path directory) {
        CatalogConfig config =
                RunningCatalog.config(directory)
                        .withUpkeep(
                                UpkeepConfig.DEFAULT.withDrops(
                                        new DropRules(Duration.ZERO, false)));
        try (TarnCatalog tarn = TarnCatalog.open(TestStores.on(getClass(), config))) {
            tarn.catalog().createNamespace(Namespace.of("ns"));
            TableIdentifier identifier = TableIdentifier.of("ns", "t");
            Table table = tarn.catalog().createTable(identifier, RunningCatalog.SCHEMA);
            tarn.catalog().dropTable(identifier, false);
            assertThat(tarn.upkeep().dropped()).isEmpty();
            assertThat(RichTable.files(table)).hasSize(1);
            tarn.catalog()
                    .buildTable(identifier, RunningCatalog.SCHEMA)
                    .withLocation(table.location())
                    .create();
        }
    }
}
