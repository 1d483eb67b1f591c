package dev.tarn.storage.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.iceberg.io.FileInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Files below a directory are listed one by one, in order, and links lead nowhere.
class LocalListingTest {
    @TempDir private Path folder = Path.of("");

    private List<String> below(String directory) {
        List<String> found = new ArrayList<>();
        for (FileInfo file : FileListing.below(directory, new LocalFileIO())) {
            found.add(file.location());
        }
        return found;
    }

    private void file(String name) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, name);
    }

    @Test
    void files_come_in_the_order_of_their_locations_and_begin_as_asked() throws Exception {
        for (String name : List.of("t/a/x", "t/a.b", "t/a-b", "t/b/c/d", "t/.h", "u/x")) {
            file(name);
        }
        Files.createSymbolicLink(folder.resolve("t/link"), folder.resolve("u"));
        Files.createSymbolicLink(folder.resolve("t/loop"), folder.resolve("t"));
        String root = "file://" + folder + "/t";
        assertThat(below(root + "/"))
                .containsExactly(
                        root + "/.h", root + "/a-b", root + "/a.b", root + "/a/x", root + "/b/c/d");
        assertThat(below(folder + "/none")).isEmpty();
        assertThat(below(folder + "/t/a.b")).isEmpty();
    }

    @Test
    void what_a_link_leads_to_is_not_really_below() throws Exception {
        file("t/a/x");
        file("u/x");
        Files.createSymbolicLink(folder.resolve("t/link"), folder.resolve("u"));
        String root = folder + "/t";
        assertThat(FileListing.isReallyBelow(root, root + "/a")).isTrue();
        assertThat(FileListing.isReallyBelow(root, root)).isTrue();
        assertThat(FileListing.isReallyBelow(root, root + "/link")).isFalse();
        assertThat(FileListing.isReallyBelow(root, root + "/none")).isTrue();
    }
}
