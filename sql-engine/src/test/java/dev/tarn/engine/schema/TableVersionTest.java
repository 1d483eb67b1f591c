package dev.tarn.engine.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class TableVersionTest {

    @Test
    void suffixes_of_names_are_versions() {
        assertThat(TableVersion.ofSuffix("branch_a_b")).isEqualTo(new TableVersion.Branch("a_b"));
        assertThat(TableVersion.ofSuffix("TAG_x")).isEqualTo(new TableVersion.Tag("x"));
        assertThat(TableVersion.ofSuffix("at_timestamp_5")).isEqualTo(new TableVersion.At(5));
        for (long id :
                List.of(0L, 42L, 8999999999999999999L, 9000000000000000000L, Long.MAX_VALUE)) {
            assertThat(TableVersion.ofSuffix("snapshot_id_" + id))
                    .isEqualTo(new TableVersion.Id(id));
        }
    }

    @Test
    void other_names_are_none() {
        for (String name :
                List.of(
                        "branch_",
                        "snapshots",
                        "snapshot_id_x",
                        "snapshot_id_-1",
                        "snapshot_id_9223372036854775808",
                        "at_timestamp_1.5",
                        "my_branch_x")) {
            assertThat(TableVersion.ofSuffix(name)).as(name).isNull();
        }
    }

    @Test
    void a_version_behind_a_name_is_read_again() {
        for (TableVersion version :
                List.of(
                        new TableVersion.Id(Long.MAX_VALUE),
                        new TableVersion.Ref("9223372036854775807"),
                        new TableVersion.Branch("b"),
                        new TableVersion.Tag("t"),
                        new TableVersion.At(7),
                        new TableVersion.Past(Long.MAX_VALUE, 5),
                        new TableVersion.Rows(null),
                        new TableVersion.Rows("b"))) {
            String name = version.suffixed("t");
            assertThat(TableVersion.of(name)).isEqualTo(version);
            assertThat(TableVersion.plainName(name)).isEqualTo("t");
        }
    }
}
