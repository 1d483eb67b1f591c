package dev.tarn.catalog.service;

import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.StoreTransaction;

import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ForbiddenException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The places where the files of a table are, for giving others access to them. Looked at anew each
/// time: what a table was allowed yesterday may be another table's today. Thread-safe.
public final class TableAreas {
    private final CatalogContext context;

    TableAreas(CatalogContext context) {
        this.context = context;
    }

    /// One place, as the metadata spells it.
    public record Area(String location) {
        /// For comparing.
        public String canonical() {
            return Locations.canonical(location);
        }
    }

    /// The table's own location first, then those places its properties name that do not lie in
    /// another one. A table that is only staged may be given access to what nobody else has.
    ///
    /// @throws ForbiddenException when a place lies outside the locations of the warehouse, or
    ///   where another table lives
    public List<Area> of(TableIdentifier identifier, TableOutline table) {
        List<String> spelled = new ArrayList<>();
        spelled.add(table.location());
        spelled.addAll(Locations.paths(table.properties()));
        List<Area> areas = new ArrayList<>();
        for (String location : spelled) {
            if (!context.locations().isAllowed(location)) {
                throw new ForbiddenException(
                        "No access can be given to table %s: %s is outside the locations of the"
                                + " warehouse",
                        identifier, location);
            }
            add(areas, new Area(withoutTrailingSlash(location)));
        }
        checkApart(identifier, areas);
        return List.copyOf(areas);
    }

    private static void add(List<Area> areas, Area area) {
        for (Area known : areas) {
            if (Locations.isUnder(known.canonical(), area.canonical())) {
                return;
            }
        }
        areas.add(area);
    }

    private void checkApart(TableIdentifier identifier, List<Area> areas) {
        Optional<EntryRow> row = context.entry(identifier);
        if (row.isPresent() && areas.size() == 1 && isOwn(row.get(), areas.getFirst())) {
            return;
        }
        String id = row.map(EntryRow::id).orElse("");
        Optional<Area> taken =
                context.store().write(transaction -> firstTaken(transaction, areas, id));
        if (taken.isPresent()) {
            throw new ForbiddenException(
                    "No access can be given to table %s: another table or view lives at, above or"
                            + " below %s",
                    identifier, taken.get().location());
        }
    }

    /// The index of locations keeps everybody else out of there.
    private static boolean isOwn(EntryRow row, Area area) {
        return row.location().equals(area.canonical());
    }

    private static Optional<Area> firstTaken(
            StoreTransaction transaction, List<Area> areas, String id) {
        return areas.stream()
                .filter(area -> transaction.findOverlap(area.canonical(), id).isPresent())
                .findFirst();
    }

    private static String withoutTrailingSlash(String location) {
        return location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
    }
}
