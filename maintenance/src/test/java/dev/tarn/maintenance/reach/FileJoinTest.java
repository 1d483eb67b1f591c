package dev.tarn.maintenance.reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.maintenance.reach.FileJoin.Mismatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The join finds what a set in memory would, whether it is on disk or not.
class FileJoinTest {
    private static TableFile file(String location, long millis) {
        return new TableFile(location, FileKind.DATA, 1, millis);
    }

    private static Set<String> unreferenced(FileJoin join) {
        Set<String> found = new TreeSet<>();
        join.forEachUnreferenced((file, _) -> assertThat(found.add(file.location())).isTrue());
        return found;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5_000, FileJoin.KEPT_CHARACTERS})
    void files_are_found_as_a_set_in_memory_finds_them(long keptCharacters) {
        Random random = new Random(11);
        Set<String> references = new TreeSet<>();
        Map<String, Long> marks = new TreeMap<>();
        Set<String> files = new TreeSet<>();
        try (FileJoin join = new FileJoin(FileNames.STANDARD, Mismatch.ERROR, keptCharacters)) {
            for (int i = 0; i < 3_000; i++) {
                String location = "s3://lake/t/data/ü%d.parquet".formatted(random.nextInt(1_500));
                switch (random.nextInt(3)) {
                    case 0 -> {
                        references.add(location);
                        join.refer(location);
                    }
                    case 1 -> {
                        marks.putIfAbsent(location, (long) i);
                        join.mark(file(location, i));
                    }
                    default -> {
                        files.add(location);
                        join.add(file(location, 0));
                    }
                }
            }
            files.removeAll(references);
            assertThat(unreferenced(join)).isEqualTo(files);
            join.forEachUnreferenced((file, mark) -> {
                Long expected = marks.get(file.location());
                assertThat(mark == null ? null : mark.millis()).isEqualTo(expected);
            });
            assertThat(unreferenced(join)).as("asked again").isEqualTo(files);
        }
    }

    @Test
    void schemes_and_authorities_that_are_left_out_or_equal_are_no_difference() {
        FileNames names = new FileNames(Map.of(), Map.of("nn1,nn2", "nameservice"));
        try (FileJoin join = new FileJoin(names, Mismatch.ERROR)) {
            join.refer("s3a://b/x");
            join.add(file("s3://b/x", 0));
            join.refer("hdfs://nn1:8020/y");
            join.add(file("hdfs://NN2/y", 0));
            join.refer("hdfs:///z");
            join.add(file("hdfs://nn1/z", 0));
            join.refer("/tmp/a//b/./c");
            join.add(file("file:///tmp/a/b/c", 0));
            assertThat(unreferenced(join)).isEmpty();
        }
    }

    @Test
    void the_same_path_elsewhere_is_refused_kept_or_another_file() {
        for (Mismatch mismatch : Mismatch.values()) {
            try (FileJoin join = new FileJoin(FileNames.STANDARD, mismatch)) {
                join.refer("s3://old/t/x");
                join.add(file("s3://new/t/x", 0));
                switch (mismatch) {
                    case ERROR ->
                            assertThatThrownBy(() -> unreferenced(join))
                                    .hasMessageContaining("s3://new/t/x")
                                    .hasMessageContaining("s3://old");
                    case IGNORE -> assertThat(unreferenced(join)).isEmpty();
                    case DELETE -> assertThat(unreferenced(join)).isEqualTo(Set.of("s3://new/t/x"));
                }
            }
        }
    }

    @Test
    void a_directory_holds_what_is_below_it_and_not_what_begins_like_it() {
        FileNames.Name root = FileNames.STANDARD.name("s3a://b/t/");
        assertThat(FileNames.STANDARD.name("s3://b/t/x").isUnder(root)).isTrue();
        assertThat(FileNames.STANDARD.name("s3://b/t").isUnder(root)).isTrue();
        assertThat(FileNames.STANDARD.name("s3://b/t2/x").isUnder(root)).isFalse();
        assertThat(FileNames.STANDARD.name("s3://b/t/../u/x").isUnder(root)).isFalse();
        assertThat(FileNames.STANDARD.name("s3://c/t/x").isUnder(root)).isFalse();
    }
}
