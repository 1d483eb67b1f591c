package dev.tarn.engine.schema;

import dev.tarn.engine.physical.Wanted;
import dev.tarn.engine.spi.CatalogConnection;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/// The tables and views that a query over a list of them wants, where `catalog`, `namespace` and
/// `name` are the list's columns for where each is.
record WantedRelations(String catalog, String namespace, String name) {
    /// The columns of `information_schema`.
    static final WantedRelations INFORMATION =
            new WantedRelations("table_catalog", "table_schema", "table_name");

    /// Takes one table or view.
    @FunctionalInterface
    interface Visitor {
        void visit(TableIdentifier identifier, boolean view);
    }

    /// Shows `visitor` what is wanted of one catalog, namespace by namespace, by name.
    void forEach(CatalogConnection in, Wanted wanted, Visitor visitor) {
        if (!wanted.has(catalog, in.name())) {
            return;
        }
        for (Namespace parent : Catalogs.allNamespaces(in)) {
            if (wanted.has(namespace, parent.toString())) {
                Catalogs.relations(in, parent)
                        .forEach((relation, view) -> {
                            if (wanted.has(name, relation)) {
                                visitor.visit(TableIdentifier.of(parent, relation), view);
                            }
                        });
            }
        }
    }
}
