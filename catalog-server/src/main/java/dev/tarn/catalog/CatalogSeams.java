package dev.tarn.catalog;

import dev.tarn.catalog.store.CatalogStore;
import dev.tarn.catalog.store.TaskStore;

import org.apache.iceberg.io.FileIO;

import java.util.function.UnaryOperator;

/// Where something can be put between the catalog and what it stands on: every store and every
/// FileIO passes through once, when the catalog opens.
public record CatalogSeams(
        UnaryOperator<CatalogStore> store,
        UnaryOperator<FileIO> io,
        UnaryOperator<TaskStore> tasks) {

    public static final CatalogSeams NONE =
            new CatalogSeams(UnaryOperator.identity(), UnaryOperator.identity());

    public CatalogSeams(UnaryOperator<CatalogStore> store, UnaryOperator<FileIO> io) {
        this(store, io, UnaryOperator.identity());
    }
}
