package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.spi.FileOwnership;
import dev.tarn.maintenance.journal.Journal;
import dev.tarn.maintenance.journal.Journals;
import dev.tarn.maintenance.journal.Replay;
import dev.tarn.maintenance.reach.FileKind;
import dev.tarn.maintenance.reach.TableFile;
import dev.tarn.maintenance.reach.TableTarget;

import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Journals that nobody goes on with are carried out when it is safe, and not before.
class JournalReplayTest {
    @TempDir private Path folder = Path.of("");
    private TestLake lake;
    private Table table;
    private final Set<Long> planned = new HashSet<>();
    private final Set<String> others = new HashSet<>();

    private final class Others implements FileOwnership.Others {
        @Override
        public boolean mayDelete(String location) {
            return location.startsWith(table.location() + "/");
        }

        @Override
        public void references(Consumer<String> files) {
            others.forEach(files);
        }

        @Override
        public boolean isPlanned(long snapshotId) {
            return planned.contains(snapshotId);
        }
    }

    @BeforeEach
    void open() {
        lake = TestLake.open(folder);
        lake.execute("create table t (id bigint)");
        lake.execute("insert into t values (1)");
        table = lake.catalog().loadTable(TestLake.table("t"));
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private TableTarget after(Duration time) {
        Instant now = Instant.now().plus(time);
        return new TableTarget("t", table, new Others(), () -> now);
    }

    private Path file(String name) throws Exception {
        Path file = ReachedFiles.path(table.location()).resolve("data").resolve(name);
        return Files.writeString(file, name);
    }

    private static String uri(Path file) {
        return "file://" + file;
    }

    private void journal(Journal.Action action, List<Long> snapshots, String... files) {
        Journals journals = new Journals(after(Duration.ZERO));
        try (Journals.Writer writer = journals.begin(action, snapshots)) {
            for (String file : files) {
                writer.add(new TableFile(file, FileKind.DATA, 1, 0));
            }
            writer.finish();
        }
    }

    private List<Journal> journals() {
        return new Journals(after(Duration.ZERO)).find();
    }

    private void replay(Duration later) {
        Replay.run(after(later));
    }

    @Test
    void files_of_expired_snapshots_go_at_once_if_nobody_refers_to_them() throws Exception {
        Path gone = file("gone.parquet");
        Path shared = file("shared.parquet");
        Path outside = Files.writeString(folder.resolve("outside"), "outside");
        others.add(uri(shared));
        String referred =
                ReachedFiles.of(lake, "t").reached().stream()
                        .filter(file -> file.toString().endsWith(".parquet"))
                        .map(JournalReplayTest::uri)
                        .findFirst()
                        .orElseThrow();
        journal(Journal.Action.EXPIRE, List.of(7L), uri(gone), uri(shared), uri(outside), referred);
        replay(Duration.ZERO);
        assertThat(gone).doesNotExist();
        assertThat(shared).exists();
        assertThat(outside).exists();
        ReachedFiles.of(lake, "t").assertWhole("after replay");
        assertThat(journals()).isEmpty();
    }

    @Test
    void files_stay_as_long_as_a_client_may_read_them_by_its_plan() throws Exception {
        Path file = file("planned.parquet");
        planned.add(7L);
        journal(Journal.Action.EXPIRE, List.of(6L, 7L), uri(file));
        replay(Duration.ZERO);
        assertThat(file).exists();
        planned.clear();
        replay(Duration.ZERO);
        assertThat(file).doesNotExist();
        assertThat(journals()).isEmpty();
    }

    @Test
    void a_commit_that_did_not_come_to_be_is_forgotten_after_an_hour() throws Exception {
        Path file = file("kept.parquet");
        long current = table.currentSnapshot().snapshotId();
        journal(Journal.Action.EXPIRE, List.of(current), uri(file));
        replay(Duration.ofMinutes(59));
        assertThat(journals()).hasSize(1);
        replay(Duration.ofMinutes(61));
        assertThat(journals()).isEmpty();
        assertThat(file).exists();
    }

    @Test
    void pain_12_what_a_dead_rewrite_wrote_goes_after_a_day_unless_it_was_committed()
            throws Exception {
        Path left = file("left.parquet");
        String committed =
                ReachedFiles.of(lake, "t").reached().stream()
                        .filter(file -> file.toString().endsWith(".parquet"))
                        .map(JournalReplayTest::uri)
                        .findFirst()
                        .orElseThrow();
        journal(Journal.Action.WRITE, List.of(), uri(left), committed);
        replay(Duration.ofHours(23));
        assertThat(left).exists();
        replay(Duration.ofHours(25));
        assertThat(left).doesNotExist();
        ReachedFiles.of(lake, "t").assertExact("after replay");
    }

    @Test
    void a_journal_that_is_not_whole_does_nothing() throws Exception {
        Path file = file("kept.parquet");
        journal(Journal.Action.EXPIRE, List.of(7L), uri(file));
        Path journal = ReachedFiles.path(journals().getFirst().location());
        String text = Files.readString(journal);
        Files.writeString(journal, text.substring(0, text.lastIndexOf("{\"files\"")));
        replay(Duration.ZERO);
        assertThat(file).exists();
        Files.writeString(journal, text.substring(0, text.length() / 2));
        replay(Duration.ofHours(2));
        assertThat(file).exists();
        Files.writeString(journal, "");
        replay(Duration.ofHours(2));
        assertThat(file).exists();
    }
}
