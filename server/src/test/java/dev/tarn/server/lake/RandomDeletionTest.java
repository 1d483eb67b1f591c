package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// Random histories of a table with branches, tags and statistics, beside expiry and the removal of
/// orphans: nothing that is referred to is ever gone, every branch and tag answers as it did, and
/// at the end nothing is there that nobody refers to.
class RandomDeletionTest {
    private static final int STEPS = Integer.getInteger("tarn.steps", 40);
    private static final long SEED = Long.getLong("tarn.seed", 0);

    @TempDir private Path folder = Path.of("");
    private TestLake lake;
    private final Random random = new Random(SEED);
    private final List<String> told = new ArrayList<>();

    /// The sum that each branch and tag answers; `main` among them.
    private final Map<String, Long> sums = new TreeMap<>();

    private int next;

    @BeforeEach
    void open() {
        lake = TestLake.open(folder);
    }

    @AfterEach
    void close() {
        lake.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void nothing_that_is_referred_to_is_deleted(int version) throws Exception {
        random.setSeed(SEED + version);
        lake.execute(
                "create table t (id bigint, n bigint) with (format_version = '%d', partitioning = array['n'])"
                        .formatted(version));
        String mode = version > 1 && random.nextBoolean() ? "merge-on-read" : "copy-on-write";
        run("alter table t set properties \"write.delete.mode\" = '%s'".formatted(mode));
        run("insert into t values (0, 0)");
        sums.put("main", 0L);
        for (int step = 0; step < STEPS; step++) {
            step();
        }
        age();
        maintain("call lake.system.expire_snapshots('t', timestamp '2100-01-01', 1)");
        age();
        maintain("call lake.system.remove_orphan_files(table => 't', quarantine => '0s')");
        ReachedFiles.of(lake, "t").assertExact(told());
    }

    private String told() {
        return "seed %d:%n%s".formatted(SEED, String.join("\n", told));
    }

    private void run(String sql) {
        told.add(sql);
        lake.execute(sql);
    }

    private void maintain(String sql) {
        run(sql);
        ReachedFiles.of(lake, "t").assertWhole(told());
        sums.forEach((ref, sum) ->
                assertThat(
                                lake.count(
                                        "select coalesce(sum(id), 0) from t for version as of '%s'"
                                                .formatted(ref)))
                        .as(told())
                        .isEqualTo(sum));
    }

    private void step() throws IOException {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> insert("t", "main");
            case 3 -> delete();
            case 4 -> {
                int id = ++next;
                run("insert overwrite t values (%d, %d)".formatted(id, id % 3));
                sums.put("main", (long) id);
            }
            case 5 -> {
                String name = "r" + ++next;
                boolean isBranch = random.nextBoolean();
                run("alter table t create %s %s".formatted(isBranch ? "branch" : "tag", name));
                sums.put(name, sum("main"));
                if (isBranch) {
                    insert("t.branch_" + name, name);
                }
            }
            case 6 -> dropReference();
            case 7 -> run("call lake.system.compute_partition_stats('t')");
            case 8 -> orphan();
            case 9 ->
                    maintain(
                            "call lake.system.expire_snapshots(table => 't', older_than => timestamp '2100-01-01', retain_last => %d)"
                                    .formatted(1 + random.nextInt(3)));
            case 10 -> {
                age();
                maintain(
                        "call lake.system.remove_orphan_files(table => 't', quarantine => '%s')"
                                .formatted(random.nextBoolean() ? "0s" : "1h"));
            }
            default -> maintain("call lake.system.expire_snapshots('t')");
        }
    }

    private long sum(String ref) {
        return sums.getOrDefault(ref, 0L);
    }

    private void insert(String table, String ref) {
        int id = ++next;
        run("insert into %s values (%d, %d)".formatted(table, id, id % 3));
        sums.merge(ref, (long) id, Long::sum);
    }

    private void delete() {
        run("delete from t where n = %d and id %% 2 = 0".formatted(random.nextInt(3)));
        sums.put("main", lake.count("select coalesce(sum(id), 0) from t"));
    }

    private void dropReference() {
        List<String> names = new ArrayList<>(sums.keySet());
        names.remove("main");
        if (!names.isEmpty()) {
            String name = names.get(random.nextInt(names.size()));
            boolean isBranch =
                    lake.count(
                                    "select count(*) from \"t$refs\" where name = '%s' and type = 'BRANCH'"
                                            .formatted(name))
                            == 1;
            run("alter table t drop %s %s".formatted(isBranch ? "branch" : "tag", name));
            sums.remove(name);
        }
    }

    private void orphan() throws IOException {
        Path root = ReachedFiles.path(ReachedFiles.of(lake, "t").table().location());
        Path file = root.resolve("data/orphan-%d.parquet".formatted(++next));
        told.add("orphan " + file.getFileName());
        Files.createDirectories(root.resolve("data"));
        Files.writeString(file, "orphan");
    }

    private void age() throws IOException {
        for (Path file : ReachedFiles.of(lake, "t").there()) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(4))));
        }
    }
}
