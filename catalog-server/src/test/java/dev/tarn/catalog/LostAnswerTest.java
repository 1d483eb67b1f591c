package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.catalog.FlakyStore.Fault;
import dev.tarn.testkit.FailingFileIO;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableCommit;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ServiceFailureException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The store or the file system fails at the worst moment. What is known is said, what is not known
/// is called unknown, and no file is deleted that somebody may need or left that nobody can.
class LostAnswerTest {
    private static final TableIdentifier TABLE = TableIdentifier.of("ns", "t");

    @TempDir Path directory;

    private FlakyStore store;
    private FailingFileIO io;
    private TarnCatalog tarn;
    private RESTCatalog catalog;

    @BeforeEach
    void open() {
        CatalogSeams seams =
                new CatalogSeams(
                        real -> store = new FlakyStore(real), real -> io = new FailingFileIO(real));
        tarn = TarnCatalog.open(TestStores.on(getClass(), RunningCatalog.config(directory)), seams);
        catalog = tarn.catalog();
        catalog.createNamespace(Namespace.of("ns"));
        catalog.createTable(TABLE, RunningCatalog.SCHEMA);
    }

    @AfterEach
    void close() {
        tarn.close();
    }

    /// One attempt, without the client's own retries.
    private void commit(String key) {
        TableOperations operations = operations();
        TableMetadata base = operations.current();
        operations.commit(
                base, TableMetadata.buildFrom(base).setProperties(Map.of(key, "1")).build());
    }

    private TableOperations operations() {
        return ((BaseTable) catalog.loadTable(TABLE)).operations();
    }

    private Map<String, String> properties() {
        return catalog.loadTable(TABLE).properties();
    }

    private long metadataFiles() {
        return RunningCatalog.countFiles(directory, ".metadata.json");
    }

    @Test
    void answerLostAfterTheSwapIsASuccess() {
        store.failNextWrite(Fault.ANSWER_LOST);
        commit("a");
        assertThat(properties()).containsEntry("a", "1");
        assertThat(metadataFiles()).isEqualTo(2);
    }

    @Test
    void answerLostAfterACreateIsASuccess() {
        store.failNextWrite(Fault.ANSWER_LOST);
        TableIdentifier other = TableIdentifier.of("ns", "other");
        catalog.createTable(other, RunningCatalog.SCHEMA);
        assertThat(catalog.loadTable(other).schema().columns()).hasSize(2);
    }

    @Test
    void commitThatMayStillArriveStaysUnknownAndKeepsItsFile() {
        store.failNextWrite(Fault.COMMIT_LOST);
        assertThatThrownBy(() -> commit("a")).isInstanceOf(CommitStateUnknownException.class);
        assertThat(properties()).doesNotContainKey("a");
        assertThat(metadataFiles()).isEqualTo(2);
    }

    @Test
    void commitThatAnotherOvertookIsAConflictAndLeavesNoFile() {
        store.failNextWrite(Fault.COMMIT_LOST, () -> commit("winner"));
        assertThatThrownBy(() -> commit("loser")).isInstanceOf(CommitFailedException.class);
        assertThat(properties()).containsKey("winner").doesNotContainKey("loser");
        assertThat(metadataFiles()).isEqualTo(2);
    }

    @Test
    void storeThatCannotBeReadAfterwardsLeavesTheOutcomeUnknownAndTheFileInPlace() {
        store.failNextWrite(Fault.ANSWER_LOST_AND_STORE_DOWN);
        assertThatThrownBy(() -> commit("a")).isInstanceOf(CommitStateUnknownException.class);
        store.recover();
        assertThat(properties()).containsEntry("a", "1");
    }

    @Test
    void storeThatRefusedLeavesTheTableAsItWasAndNoFile() {
        store.failNextWrite(Fault.REFUSED);
        assertThatThrownBy(() -> commit("a"))
                .isInstanceOf(CommitStateUnknownException.class)
                .hasRootCauseInstanceOf(ServiceFailureException.class);
        assertThat(properties()).doesNotContainKey("a");
        assertThat(metadataFiles()).isEqualTo(1);
    }

    @Test
    void createThatTheStoreRefusedLeavesNoFile() {
        store.failNextWrite(Fault.REFUSED);
        TableIdentifier other = TableIdentifier.of("ns", "other");
        assertThatThrownBy(() -> catalog.createTable(other, RunningCatalog.SCHEMA))
                .isInstanceOf(ServiceUnavailableException.class);
        assertThat(catalog.tableExists(other)).isFalse();
        assertThat(metadataFiles()).isEqualTo(1);
    }

    @Test
    void lostSwapIsTriedAgainOnTheNewBase() {
        store.failNextWrite(Fault.NONE, () -> commit("first"));
        commit("second");
        assertThat(properties()).containsKeys("first", "second");
        assertThat(metadataFiles()).isEqualTo(3);
    }

    @Test
    void transactionWithALostAnswerIsASuccessForAllItsTables() {
        TableIdentifier other = TableIdentifier.of("ns", "other");
        catalog.createTable(other, RunningCatalog.SCHEMA);
        store.failNextWrite(Fault.ANSWER_LOST);
        catalog.commitTransaction(change(TABLE), change(other));
        assertThat(properties()).containsKey("tx");
        assertThat(catalog.loadTable(other).properties()).containsKey("tx");
    }

    @Test
    void rolledBackTransactionDeletesNoOldMetadata() {
        catalog.loadTable(TABLE)
                .updateProperties()
                .set("write.metadata.delete-after-commit.enabled", "true")
                .set("write.metadata.previous-versions-max", "1")
                .commit();
        commit("b");
        long before = metadataFiles();
        store.failNextWrite(Fault.REFUSED);
        assertThatThrownBy(() -> commit("c")).isInstanceOf(CommitStateUnknownException.class);
        assertThat(metadataFiles()).isEqualTo(before);
        commit("d");
        assertThat(metadataFiles()).isEqualTo(before);
    }

    private TableCommit change(TableIdentifier identifier) {
        TableMetadata base = ((BaseTable) catalog.loadTable(identifier)).operations().current();
        return TableCommit.create(
                identifier,
                base,
                TableMetadata.buildFrom(base).setProperties(Map.of("tx", "1")).build());
    }

    @ParameterizedTest
    @EnumSource(
            value = FailingFileIO.Kind.class,
            names = {"CREATE", "WRITE", "CLOSE"})
    void metadataFileThatCannotBeWrittenLeavesTheTableAsItWas(FailingFileIO.Kind kind)
            throws IOException {
        io.failAt(kind, 1);
        assertThatThrownBy(() -> commit("a")).isInstanceOf(RuntimeException.class);
        assertThat(properties()).doesNotContainKey("a");
        assertThat(orphans()).isEmpty();
        commit("b");
        assertThat(properties()).containsKey("b");
    }

    @Test
    void secondFileOfATransactionThatCannotBeWrittenTakesTheFirstAway() {
        TableIdentifier other = TableIdentifier.of("ns", "other");
        catalog.createTable(other, RunningCatalog.SCHEMA);
        long before = metadataFiles();
        io.failAt(FailingFileIO.Kind.CLOSE, 2);
        assertThatThrownBy(() -> catalog.commitTransaction(change(TABLE), change(other)))
                .isInstanceOf(RuntimeException.class);
        assertThat(properties()).doesNotContainKey("tx");
        assertThat(metadataFiles()).isEqualTo(before);
    }

    /// Metadata files that no table refers to.
    private List<String> orphans() {
        Set<String> known = new HashSet<>();
        TableMetadata metadata = operations().current();
        known.add(metadata.metadataFileLocation());
        metadata.previousFiles().forEach(entry -> known.add(entry.file()));
        List<String> found = new ArrayList<>();
        tarn.io();
        try (var paths = java.nio.file.Files.walk(directory)) {
            paths.filter(path -> path.toString().endsWith(".metadata.json"))
                    .map(CatalogConfig::fileUri)
                    .filter(uri -> !known.contains(uri))
                    .forEach(found::add);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return found;
    }
}
