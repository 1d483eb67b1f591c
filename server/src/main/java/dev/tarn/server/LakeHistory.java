package dev.tarn.server;

import dev.tarn.catalog.service.ChangeEvent;
import dev.tarn.catalog.service.ChangeFeed;
import dev.tarn.engine.spi.CatalogHistory;

import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/// The history of one catalog of a lake, as the change feed tells it. Thread-safe.
public final class LakeHistory implements CatalogHistory {
    private static final int PAGE = 1_000;

    /// How many changes are looked through.
    private static final int MOST_PAGES = 50;

    private final ChangeFeed feed;
    private final String catalog;

    public LakeHistory(ChangeFeed feed, String catalog) {
        this.feed = feed;
        this.catalog = catalog;
    }

    @Override
    public long now() {
        return feed.last();
    }

    @Override
    public @Nullable String metadataAt(TableIdentifier table, long point) {
        long after = point;
        for (int page = 0; page < MOST_PAGES; page++) {
            List<ChangeEvent> events = feed.list(after, PAGE);
            if (!events.isEmpty() && events.getFirst().sequence() != after + 1) {
                throw new CommitFailedException(
                        "The changes of catalog %s since then are forgotten", catalog);
            }
            for (ChangeEvent event : events) {
                if (concerns(event, table)) {
                    return before(event, table);
                }
            }
            if (events.size() < PAGE) {
                return null;
            }
            after = events.getLast().sequence();
        }
        throw new CommitFailedException(
                "Catalog %s has changed more than %d times since then", catalog, MOST_PAGES * PAGE);
    }

    /// Functions and pipes, which may be called like a table, have no metadata file.
    private boolean concerns(ChangeEvent event, TableIdentifier table) {
        boolean isOfTable =
                event.before().metadataLocation() != null
                        || event.after().metadataLocation() != null;
        if (!isOfTable || !event.warehouse().equals(catalog)) {
            return false;
        }
        ChangeEvent.Moved moved = event.moved();
        return is(table, event.namespace(), event.name())
                || moved != null && is(table, moved.namespace(), moved.name());
    }

    private static boolean is(
            TableIdentifier table, List<String> namespace, @Nullable String name) {
        return table.name().equals(name)
                && Arrays.asList(table.namespace().levels()).equals(namespace);
    }

    /// Where the metadata was before `event`, which is the first one since.
    private static String before(ChangeEvent event, TableIdentifier table) {
        String location = event.before().metadataLocation();
        if (location == null || event.moved() != null) {
            throw new CommitFailedException(
                    "%s has come there since then (%s)", table, event.kind());
        }
        return location;
    }
}
