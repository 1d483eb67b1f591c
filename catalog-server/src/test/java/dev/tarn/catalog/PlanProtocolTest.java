package dev.tarn.catalog;

import static dev.tarn.catalog.ScanFixtures.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.catalog.RunningCatalog.Reply;
import dev.tarn.catalog.plan.PlanLimits;

import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;

/// Scan planning on the wire: what a client may ask, and what it gets for what.
class PlanProtocolTest {
    @RegisterExtension
    static final RunningCatalog CATALOG =
            new RunningCatalog(config -> config, PlanLimits.DEFAULT.withPageTasks(2));

    private static Table tableOf(int files) {
        Table table = ScanFixtures.partitioned(CATALOG, 2);
        AppendFiles append = table.newAppend();
        for (int i = 0; i < files; i++) {
            append.appendFile(file(table, i, i % 2));
        }
        append.commit();
        return table;
    }

    private static Reply plan(Table table, String body, String... headers) {
        return CATALOG.post(ScanFixtures.path(table) + "/plan", body, headers);
    }

    private static Reply tasks(Table table, String planTask) {
        return CATALOG.post(
                ScanFixtures.path(table) + "/tasks", "{\"plan-task\":\"" + planTask + "\"}");
    }

    /// Follows all plan tasks and returns the names of the data files.
    private static List<String> allFiles(Table table, JsonNode completed) {
        List<String> files = new ArrayList<>();
        List<String> open = new ArrayList<>();
        take(completed, files, open);
        while (!open.isEmpty()) {
            Reply page = tasks(table, open.removeFirst());
            assertThat(page.status()).isEqualTo(200);
            take(page.json(), files, open);
        }
        return files;
    }

    private static void take(JsonNode answer, List<String> files, List<String> open) {
        answer.path("file-scan-tasks")
                .forEach(task -> {
                    String path = task.path("data-file").path("file-path").asText();
                    files.add(path.substring(path.lastIndexOf('/') + 1));
                });
        answer.path("plan-tasks").forEach(name -> open.add(name.asText()));
    }

    @Test
    void aCompletedPlanHasItsIdAndItsFirstTasksInline() {
        Table table = tableOf(5);
        JsonNode answer = plan(table, "{}").json();
        assertThat(answer.path("status").asText()).isEqualTo("completed");
        assertThat(answer.path("plan-id").asText()).hasSize(36);
        assertThat(answer.path("file-scan-tasks")).hasSize(2);
        assertThat(answer.path("plan-tasks")).hasSize(2);
        assertThat(new TreeSet<>(allFiles(table, answer))).hasSize(5);
    }

    @Test
    void pagesLeadToMorePages() {
        Table table = tableOf(300);
        JsonNode answer = plan(table, "{}").json();
        assertThat(answer.path("plan-tasks")).hasSize(64);
        List<String> files = allFiles(table, answer);
        assertThat(files).hasSize(300);
        assertThat(new TreeSet<>(files)).hasSize(300);
    }

    @Test
    void fetchingACompletedPlanGivesTheSameTasks() {
        Table table = tableOf(3);
        JsonNode answer = plan(table, "{}").json();
        String plan = ScanFixtures.path(table) + "/plan/" + answer.path("plan-id").asText();
        JsonNode fetched = CATALOG.get(plan).json();
        assertThat(fetched.path("status").asText()).isEqualTo("completed");
        assertThat(fetched.path("file-scan-tasks")).isEqualTo(answer.path("file-scan-tasks"));
        assertThat(fetched.path("plan-tasks")).isEqualTo(answer.path("plan-tasks"));
    }

    @Test
    void anIncrementalPlanLeavesItsStartOut() {
        Table table = tableOf(1);
        List<Long> snapshots = new ArrayList<>();
        for (int i = 10; i < 14; i++) {
            table.newAppend().appendFile(file(table, i, 0)).commit();
            snapshots.add(table.currentSnapshot().snapshotId());
        }
        JsonNode answer =
                plan(
                                table,
                                "{\"start-snapshot-id\":%s,\"end-snapshot-id\":%s}"
                                        .formatted(snapshots.get(0), snapshots.get(3)))
                        .json();
        assertThat(allFiles(table, answer))
                .containsExactlyInAnyOrder("11.parquet", "12.parquet", "13.parquet");
    }

    @Test
    void anIncrementalPlanFiltersToo() {
        Table table = tableOf(1);
        long start = table.currentSnapshot().snapshotId();
        table.newAppend().appendFile(file(table, 5, 0)).appendFile(file(table, 6, 1)).commit();
        JsonNode answer =
                plan(
                                table,
                                """
                                {"start-snapshot-id":%s,"end-snapshot-id":%s,
                                 "filter":{"type":"eq","term":"id","value":65}}\
                                """
                                        .formatted(start, table.currentSnapshot().snapshotId()))
                        .json();
        assertThat(allFiles(table, answer)).containsExactly("6.parquet");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"snapshot-id\":1,\"start-snapshot-id\":1,\"end-snapshot-id\":2}; both",
                "{\"start-snapshot-id\":1}; endSnapshotId",
                "{\"end-snapshot-id\":1}; startSnapshotId",
                "{\"snapshot-id\":77}; 77",
                "{\"start-snapshot-id\":1,\"end-snapshot-id\":77}; 77",
                "{\"select\":[\"nobody\"]}; nobody",
                "{\"select\":[\"ID\"]}; ID",
                "{\"stats-fields\":[\"nobody\"]}; nobody",
                "{\"min-rows-requested\":-1}; minRowsRequested",
                "{\"filter\":null}; null",
                "{\"filter\":{\"type\":\"eq\",\"term\":\"nobody\",\"value\":1}}; nobody",
                "{\"filter\":{\"type\":\"eq\",\"term\":\"id\",\"value\":\"x\"}}; long: x",
                "{\"filter\":{\"type\":\"almost\",\"term\":\"id\"}}; almost",
                "{\"filter\":7}; expression",
                "{\"case-sensitive\":\"perhaps\"}; case-sensitive",
                "[]; PlanTableScanRequest",
            })
    void aWrongRequestIs400AndSaysWhy(String body, String reason) {
        Reply reply = plan(tableOf(1), body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(reply.errorMessage()).containsIgnoringCase(reason);
    }

    @Test
    void aStartThatIsNoAncestorIs400() {
        Table table = tableOf(1);
        long first = table.currentSnapshot().snapshotId();
        table.newAppend().appendFile(file(table, 9, 0)).commit();
        long second = table.currentSnapshot().snapshotId();
        Reply reply =
                plan(
                        table,
                        "{\"start-snapshot-id\":%s,\"end-snapshot-id\":%s}"
                                .formatted(second, first));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.errorMessage()).contains("not an ancestor");
    }

    @Test
    void theSnapshotsOwnSchemaIsUsedOnlyWhenAskedFor() {
        Table table = tableOf(2);
        long before = table.currentSnapshot().snapshotId();
        table.updateSchema().renameColumn("name", "title").commit();
        String body =
                """
                {"snapshot-id":%s,"use-snapshot-schema":%s,
                 "filter":{"type":"not-null","term":"%s"}}\
                """;
        assertThat(plan(table, body.formatted(before, true, "name")).status()).isEqualTo(200);
        assertThat(plan(table, body.formatted(before, false, "title")).status()).isEqualTo(200);
        assertThat(plan(table, body.formatted(before, true, "title")).status()).isEqualTo(400);
        assertThat(plan(table, body.formatted(before, false, "name")).status()).isEqualTo(400);
    }

    @Test
    void aFewRowsNeedAFewFiles() {
        Table table = tableOf(50);
        JsonNode answer = plan(table, "{\"min-rows-requested\":25}").json();
        assertThat(allFiles(table, answer)).hasSize(3);
        JsonNode filtered =
                plan(
                                table,
                                """
                                {"min-rows-requested":25,
                                 "filter":{"type":"eq","term":"name","value":"a"}}\
                                """)
                        .json();
        assertThat(allFiles(table, filtered)).hasSize(50);
    }

    @Test
    void metadataColumnsMayBeSelected() {
        Reply reply = plan(tableOf(1), "{\"select\":[\"id\",\"_file\",\"_pos\",\"_row_id\"]}");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }

    @Test
    void aPlanOfAnotherTableIsNotThere() {
        Table table = tableOf(5);
        Table other = tableOf(1);
        JsonNode answer = plan(table, "{}").json();
        String planId = answer.path("plan-id").asText();
        Reply fetched = CATALOG.get(ScanFixtures.path(other) + "/plan/" + planId);
        assertThat(fetched.status()).isEqualTo(404);
        assertThat(fetched.errorType()).isEqualTo("NoSuchPlanIdException");
        Reply cancelled = CATALOG.delete(ScanFixtures.path(other) + "/plan/" + planId);
        assertThat(cancelled.errorType()).isEqualTo("NoSuchPlanIdException");
        Reply page = tasks(other, answer.path("plan-tasks").get(0).asText());
        assertThat(page.status()).isEqualTo(404);
        assertThat(page.errorType()).isEqualTo("NoSuchPlanTaskException");
    }

    @Test
    void aPlanOutlivesTheNameOfItsTable() {
        Table table = tableOf(5);
        JsonNode answer = plan(table, "{}").json();
        var renamed = org.apache.iceberg.catalog.TableIdentifier.of(CATALOG.newNamespace(), "r");
        CATALOG.catalog().renameTable(ScanFixtures.identifier(table), renamed);
        String path = RunningCatalog.path(renamed);
        assertThat(CATALOG.get(path + "/plan/" + answer.path("plan-id").asText()).status())
                .isEqualTo(200);
        Reply gone = tasks(table, answer.path("plan-tasks").get(0).asText());
        assertThat(gone.errorType()).isEqualTo("NoSuchTableException");
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "x",
        "00000000-0000-0000-0000-000000000000.1",
        "../../etc/passwd",
        "%s.3",
        "%s.-1",
        "%s.99999999999"
    })
    void aTaskThatIsNoneIs404(String name) {
        Table table = tableOf(5);
        String planId = plan(table, "{}").json().path("plan-id").asText();
        Reply reply = tasks(table, name.replace("%s", planId));
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.errorType()).isEqualTo("NoSuchPlanTaskException");
    }

    @Test
    void aCancelledPlanHasNoTasksAnyMore() {
        Table table = tableOf(5);
        JsonNode answer = plan(table, "{}").json();
        String path = ScanFixtures.path(table) + "/plan/" + answer.path("plan-id").asText();
        assertThat(CATALOG.delete(path).status()).isEqualTo(204);
        assertThat(CATALOG.delete(path).status()).isEqualTo(204);
        JsonNode cancelled = CATALOG.get(path).json();
        assertThat(cancelled).hasSize(1);
        assertThat(cancelled.path("status").asText()).isEqualTo("cancelled");
        Reply page = tasks(table, answer.path("plan-tasks").get(0).asText());
        assertThat(page.errorType()).isEqualTo("NoSuchPlanTaskException");
    }

    @Test
    void aRepeatedSubmissionIsTheSamePlan() {
        Table table = tableOf(5);
        String key = UUID.randomUUID().toString();
        JsonNode first = plan(table, "{}", "Idempotency-Key", key).json();
        JsonNode again = plan(table, "{}", "Idempotency-Key", key).json();
        assertThat(again).isEqualTo(first);
        JsonNode other = plan(table, "{}").json();
        assertThat(other.path("plan-id")).isNotEqualTo(first.path("plan-id"));
        Reply misused = plan(table, "{\"case-sensitive\":false}", "Idempotency-Key", key);
        assertThat(misused.status()).isEqualTo(422);
        String task = "{\"plan-task\":\"" + first.path("plan-tasks").get(0).asText() + "\"}";
        Reply misusedForTasks =
                CATALOG.post(ScanFixtures.path(table) + "/tasks", task, "Idempotency-Key", key);
        assertThat(misusedForTasks.status()).isEqualTo(422);
    }

    @Test
    void aPlanWhoseManifestsAreGoneHasFailed() throws java.io.IOException {
        Table table = tableOf(1);
        String manifest = table.currentSnapshot().allManifests(table.io()).getFirst().path();
        table.io().deleteFile(manifest);
        JsonNode answer = plan(table, "{}").json();
        assertThat(answer.path("status").asText()).isEqualTo("failed");
        assertThat(answer.path("error").path("type").asText()).isEqualTo("NotFoundException");
        assertThat(answer.path("error").path("message").asText()).contains(manifest);
        assertThat(answer).hasSize(2);
    }

    @Test
    void anEncryptedTableIsPlannedByItsClients() {
        Table table = tableOf(1);
        table.updateProperties().set("encryption.key-id", "k1").commit();
        Reply reply = plan(table, "{}");
        assertThat(reply.status()).isEqualTo(406);
        assertThat(reply.errorMessage()).contains("encrypted");
    }

    @Test
    void deletesAreNamedByIndex() {
        Table table = tableOf(4);
        table.newRowDelta().addDeletes(ScanFixtures.positionDeletes(table, 1, 0)).commit();
        JsonNode answer = plan(table, "{}").json();
        List<JsonNode> pages = new ArrayList<>(List.of(answer));
        answer.path("plan-tasks").forEach(name -> pages.add(tasks(table, name.asText()).json()));
        int references = 0;
        for (JsonNode page : pages) {
            for (JsonNode task : page.path("file-scan-tasks")) {
                for (JsonNode index : task.path("delete-file-references")) {
                    JsonNode delete = page.path("delete-files").get(index.asInt());
                    assertThat(delete.path("content").asText()).isEqualTo("position-deletes");
                    assertThat(delete.path("partition"))
                            .isEqualTo(task.path("data-file").path("partition"));
                    references++;
                }
            }
        }
        assertThat(references).isEqualTo(2);
    }

    @Test
    void anUnknownTableHasNoPlans() {
        Reply reply = CATALOG.post("/v1/namespaces/nobody/tables/t/plan", "{}");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.errorType()).isEqualTo("NoSuchTableException");
    }
}
