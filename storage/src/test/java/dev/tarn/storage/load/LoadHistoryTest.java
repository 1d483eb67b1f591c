package dev.tarn.storage.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static java.util.Objects.requireNonNull;

import dev.tarn.storage.StorageException;
import dev.tarn.storage.text.RejectedRow;

import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

class LoadHistoryTest {
    private static final int MAX_FILES = 3;

    @TempDir private Path folder = Path.of("");
    private @Nullable Table created;

    @BeforeEach
    void create() {
        created =
                new HadoopTables(new Configuration(false))
                        .create(
                                new Schema(NestedField.optional(1, "id", Types.LongType.get())),
                                PartitionSpec.unpartitioned(),
                                folder.resolve("t").toString());
    }

    private Table table() {
        return requireNonNull(created);
    }

    private LoadHistory history() {
        return LoadHistory.of(table(), MAX_FILES);
    }

    /// Ten bytes, changed at second `changed`.
    private static FileInfo file(String name, int changed) {
        return new FileInfo("s3://in/" + name, 10, changed * 1000L);
    }

    /// Commits a load of `files`.
    private String load(FileInfo... files) {
        String load = UUID.randomUUID().toString();
        long now = System.currentTimeMillis();
        List<LoadEntry> entries = new ArrayList<>();
        for (FileInfo file : files) {
            entries.add(new LoadEntry.OfFile(LoadedFile.of(file), load, now));
        }
        return commit(load, history().write(entries));
    }

    private String commit(String load, String location) {
        Transaction transaction = table().newTransaction();
        AppendFiles append = transaction.newAppend();
        LoadHistory.mark(append, load);
        append.commit();
        transaction.updateProperties().set(LoadHistory.PROPERTY, location).commit();
        transaction.commitTransaction();
        return location;
    }

    private boolean isKnown(FileInfo file) {
        return history().known(List.of(file)).contains(file);
    }

    @Test
    void file_is_known_by_place_size_and_time() {
        assertThat(isKnown(file("a", 1))).isFalse();
        load(file("a", 1));
        assertThat(isKnown(file("a", 1))).isTrue();
        assertThat(isKnown(file("b", 1))).isFalse();
        assertThat(isKnown(file("a", 2))).isFalse();
        assertThat(isKnown(new FileInfo("s3://in/a", 11, 1000))).isFalse();
        assertThat(isKnown(new FileInfo("s3a://in/a", 10, 1000))).isTrue();
    }

    @Test
    void time_that_the_store_did_not_tell_does_not_matter() {
        load(file("a", 0), file("b", 5));
        assertThat(isKnown(file("a", 7))).isTrue();
        assertThat(isKnown(file("b", 0))).isTrue();
    }

    @Test
    void history_that_no_commit_names_counts_for_nothing() {
        history().write(List.of(new LoadEntry.OfFile(LoadedFile.of(file("a", 1)), "lost", 1)));
        assertThat(isKnown(file("a", 1))).isFalse();
    }

    @Test
    void file_that_came_again_is_one_entry() {
        for (int changed = 1; changed <= 10; changed++) {
            load(file("a", changed));
        }
        load(file("b", 1), file("c", 1));
        assertThat(isKnown(file("a", 10))).isTrue();
        assertThat(isKnown(file("b", 1))).isTrue();
    }

    @Test
    void files_that_may_have_been_forgotten_are_refused_and_newer_ones_are_not() {
        load(file("a", 10), file("b", 20));
        load(file("c", 30), file("d", 40));
        assertThat(isKnown(file("b", 20))).isTrue();
        assertThat(isKnown(file("d", 40))).isTrue();
        assertThat(isKnown(file("new", 11))).isFalse();
        StorageException refused =
                catchThrowableOfType(StorageException.class, () -> isKnown(file("a", 10)));
        assertThat(refused.kind()).isEqualTo(StorageException.Kind.UNSUPPORTED);
        assertThat(refused)
                .hasMessageContaining("Whether s3://in/a was loaded")
                .hasMessageContaining("the last 3 files")
                .hasMessageContaining("FORCE = TRUE");
        load(file("e", 50));
        assertThat(catchThrowableOfType(StorageException.class, () -> isKnown(file("a", 10))))
                .as("still forgotten")
                .isNotNull();
    }

    @Test
    void load_that_only_a_branch_has_becomes_known_with_the_branch() {
        load(file("a", 1));
        long first = table().currentSnapshot().snapshotId();
        load(file("b", 2));
        long second = table().currentSnapshot().snapshotId();
        table().manageSnapshots().createBranch("other", second).commit();
        table().manageSnapshots().setCurrentSnapshot(first).commit();
        assertThat(isKnown(file("a", 1))).isTrue();
        assertThat(isKnown(file("b", 2))).isFalse();
        load(file("c", 3));
        table().manageSnapshots().setCurrentSnapshot(second).commit();
        assertThat(isKnown(file("b", 2))).isTrue();
        assertThat(isKnown(file("c", 3))).isFalse();
    }

    @Test
    void history_that_another_load_replaced_meanwhile_is_said_to_have_moved() {
        String first = load(file("a", 1));
        LoadHistory before = history();
        load(file("b", 2));
        table().io().deleteFile(first);
        assertThatThrownBy(() -> before.known(List.of(file("a", 1))))
                .isInstanceOf(LoadHistory.MovedException.class);
        assertThatThrownBy(() -> before.write(List.of()))
                .isInstanceOf(LoadHistory.MovedException.class);
        assertThat(isKnown(file("a", 1))).isTrue();
    }

    @Test
    void rejects_are_kept_up_to_a_number_and_the_newest_win() {
        List<LoadEntry> entries = new ArrayList<>();
        for (int line = 1; line <= LoadHistory.MAX_REJECTS; line++) {
            RejectedRow row = new RejectedRow("s3://in/a", line, null, "x", "is none");
            entries.add(new LoadEntry.OfReject(row, "first", line));
        }
        commit("first", history().write(entries));
        RejectedRow last = new RejectedRow("s3://in/b", 5, "id", "y", "is not a \"bigint\"");
        commit("second", history().write(List.of(new LoadEntry.OfReject(last, "second", 7))));
        List<LoadEntry> told = new ArrayList<>();
        history().tell(told::add);
        assertThat(told).hasSize(LoadHistory.MAX_REJECTS);
        assertThat(told.getFirst()).isEqualTo(entries.get(1));
        assertThat(told.getLast()).isEqualTo(new LoadEntry.OfReject(last, "second", 7));
    }

    @Test
    void history_that_is_cut_off_is_no_history() throws IOException {
        Path file = Path.of(load(file("a", 1)).replaceFirst("^file:", ""));
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file.resolveSibling("." + file.getFileName() + ".crc"));
        for (int length : List.of(0, 5, bytes.length / 2, bytes.length - 9)) {
            Files.write(file, Arrays.copyOf(bytes, length));
            StorageException corrupt =
                    catchThrowableOfType(StorageException.class, () -> isKnown(file("a", 1)));
            assertThat(corrupt).as("%d bytes", length).isNotNull();
            assertThat(corrupt.kind()).isEqualTo(StorageException.Kind.CORRUPT);
            assertThat(corrupt).hasMessageContaining(file.getFileName().toString());
        }
    }
}
