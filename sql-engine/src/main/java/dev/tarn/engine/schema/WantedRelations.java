package dev.tarn.engine.schema;

import dev.tarn.engine.physical.Wanted;
import dev.tarn.engine.spi.CatalogConnection;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

import java.util.LinkedHashMap;
import java.util.Map;

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

    /// Takes those of one namespace, at least one, by name; true for views.
    @FunctionalInterface
    interface NamespaceVisitor {
        void visit(Namespace namespace, Map<TableIdentifier, Boolean> relations);
    }

    /// Shows `visitor` what is wanted of one catalog, namespace by namespace, by name.
    void forEach(CatalogConnection in, Wanted wanted, Visitor visitor) {
        forEachNamespace(in, wanted, (_, relations) -> relations.forEach(visitor::visit));
    }

    /// The same, a namespace at a time.
    void forEachNamespace(CatalogConnection in, Wanted wanted, NamespaceVisitor visitor) {
        if (!wanted.has(catalog, in.name())) {
            return;
        }
        for (Namespace parent : Catalogs.allNamespaces(in)) {
            Map<TableIdentifier, Boolean> kept = new LinkedHashMap<>();
            if (wanted.has(namespace, parent.toString())) {
                Catalogs.relations(in, parent)
                        .forEach((relation, view) -> {
                            if (wanted.has(name, relation)) {
                                kept.put(TableIdentifier.of(parent, relation), view);
                            }
                        });
            }
            if (!kept.isEmpty()) {
                visitor.visit(parent, kept);
            }
        }
    }
}
