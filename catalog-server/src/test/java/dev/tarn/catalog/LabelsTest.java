package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.apache.iceberg.Labels;
import org.apache.iceberg.SupportsLabels;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.util.Map;

/// Labels of tables and views, which are properties with a prefix.
class LabelsTest {
    @RegisterExtension static final RunningCatalog CATALOG = new RunningCatalog();

    @Test
    void propertiesWithThePrefixAreLabels() throws IOException {
        TableIdentifier identifier = CATALOG.newTable();
        CATALOG.catalog()
                .loadTable(identifier)
                .updateProperties()
                .set("label.owner", "finance")
                .set("field-label.2.pii", "high")
                .set("field-label.2.source.system", "crm")
                .set("field-label.x.y", "no field id")
                .set("labelled", "no label")
                .commit();
        try (RESTCatalog client = CATALOG.client(Map.of())) {
            Table table = client.loadTable(identifier);
            Labels labels = ((SupportsLabels) table).labels();
            assertThat(labels.objectLabels()).containsExactly(Map.entry("owner", "finance"));
            assertThat(labels.fields()).hasSize(1);
            assertThat(labels.fields().getFirst().fieldId()).isEqualTo(2);
            assertThat(labels.fields().getFirst().labels())
                    .containsOnly(Map.entry("pii", "high"), Map.entry("source.system", "crm"));
        }
    }

    @Test
    void aTableWithoutLabelsSaysNothingOfThem() {
        JsonNode loaded = CATALOG.get(RunningCatalog.path(CATALOG.newTable())).json();
        assertThat(loaded.has("labels")).isFalse();
    }

    @Test
    void viewsHaveLabelsToo() {
        String namespace = CATALOG.newNamespace().toString();
        String body =
                """
                {"name":"v","schema":%s,"properties":{"label.tier":"gold"},
                 "view-version":{"version-id":1,"timestamp-ms":1,"schema-id":0,"summary":{},
                  "representations":[{"type":"sql","sql":"select 1","dialect":"tarn"}],
                  "default-namespace":["%s"]}}\
                """
                        .formatted(RunningCatalog.SCHEMA_JSON, namespace);
        String views = "/v1/namespaces/" + namespace + "/views";
        assertThat(CATALOG.post(views, body).status()).isEqualTo(200);
        assertThat(CATALOG.get(views + "/v").json().at("/labels/object-labels/tier").asText())
                .isEqualTo("gold");
    }
}
