package dev.tarn.storage.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.storage.StorageException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;

class FileListingTest {
    @TempDir Path folder;

    @BeforeEach
    void files() throws IOException {
        for (String name :
                List.of("b.csv", "a.csv", "c.json", "_d.csv", "x/e.csv", "x/y/f.csv", ".h/g.csv")) {
            Path path = folder.resolve(name);
            Files.createDirectories(path.getParent());
            Files.writeString(path, name);
        }
    }

    private List<String> glob(String pattern) {
        return FileListing.glob(folder + "/" + pattern, Map.of()).stream()
                .map(file -> file.location().substring(folder.toString().length() + 1))
                .toList();
    }

    @Test
    void a_star_stays_within_one_name_and_the_result_is_sorted() {
        assertThat(glob("*.csv")).containsExactly("a.csv", "b.csv");
    }

    @Test
    void a_question_mark_is_one_character() {
        assertThat(glob("?.json")).containsExactly("c.json");
        assertThat(glob("x/?.csv")).containsExactly("x/e.csv");
    }

    @Test
    void every_file_comes_with_its_size_and_the_time_of_its_last_change() throws IOException {
        Path path = folder.resolve("a.csv");
        Files.setLastModifiedTime(path, FileTime.fromMillis(12_345));
        for (String pattern : List.of("a.csv", "a*.csv")) {
            assertThat(FileListing.glob(folder + "/" + pattern, Map.of()))
                    .singleElement()
                    .satisfies(file -> {
                        assertThat(file.size()).isEqualTo(5);
                        assertThat(file.createdAtMillis()).isEqualTo(12_345);
                    });
        }
    }

    @Test
    void identity_is_one_for_all_spellings_of_a_file() {
        for (String spelled : List.of("/a/b.csv", "file:/a/b.csv", "file:///a/./x/../b.csv")) {
            assertThat(FileListing.identity(spelled)).isEqualTo("/a/b.csv");
        }
        for (String scheme : List.of("s3", "s3a", "s3n")) {
            assertThat(FileListing.identity(scheme + "://b/k.csv")).isEqualTo("s3://b/k.csv");
        }
        assertThat(FileListing.identity("hdfs://h/a.csv")).isEqualTo("hdfs://h/a.csv");
    }

    @Test
    void two_stars_go_down() {
        assertThat(glob("**/*.csv")).containsExactly("a.csv", "b.csv", "x/e.csv", "x/y/f.csv");
        assertThat(glob("**.csv")).containsExactly("a.csv", "b.csv", "x/e.csv", "x/y/f.csv");
        assertThat(glob("x/")).containsExactly("x/e.csv", "x/y/f.csv");
    }

    @Test
    void braces_offer_a_choice() {
        assertThat(glob("{a,c}.{csv,json}")).containsExactly("a.csv", "c.json");
    }

    @Test
    void hidden_names_must_be_spelled() {
        assertThat(glob("_*.csv")).containsExactly("_d.csv");
        assertThat(glob(".h/*")).containsExactly(".h/g.csv");
    }

    @Test
    void a_plain_name_is_itself() {
        assertThat(glob("x/e.csv")).containsExactly("x/e.csv");
    }

    @Test
    void nothing_found_is_an_error_that_says_where_it_looked() {
        assertThatThrownBy(() -> glob("*.orc"))
                .isInstanceOf(StorageException.class)
                .hasMessage("No file matches %s/*.orc (looked below %s/)", folder, folder);
        assertThatThrownBy(() -> glob("none.csv")).hasMessageContaining("File does not exist");
    }
}
