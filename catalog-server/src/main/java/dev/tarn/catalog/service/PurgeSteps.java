package dev.tarn.catalog.service;

import dev.tarn.catalog.service.PurgeCursor.Step;
import dev.tarn.catalog.store.TaskProgress;
import dev.tarn.catalog.task.TaskRun;

import org.apache.iceberg.ManifestFile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/// The steps of a purge in their order, from where the task's cursor is, with a checkpoint after
/// each page. A step that is done twice deletes nothing more.
final class PurgeSteps {
    /// Files of more than one manifest are counted once, as far as this many are remembered.
    private static final int MAX_REMEMBERED = 4_000_000;

    private final TaskRun run;
    private final FilePages pages;
    private final Predicate<String> mayDelete;
    private final Set<Long> seen = new HashSet<>();
    private PurgeCursor cursor;
    private long deletedCount;
    private long keptCount;

    PurgeSteps(TaskRun run, FilePages pages, Predicate<String> mayDelete) {
        this.run = run;
        this.pages = pages;
        this.mayDelete = mayDelete;
        this.cursor = PurgeCursor.decode(run.progress().cursor());
        this.deletedCount = run.progress().deletedCount();
        this.keptCount = run.progress().keptCount();
    }

    /// @param otherMetadata metadata files that the root does not name
    void run(TableFiles files, List<String> otherMetadata) {
        List<ManifestFile> manifests = files.manifests();
        while (true) {
            Step step = cursor.step();
            switch (step) {
                case CONTENT -> content(files, manifests);
                case MANIFESTS -> list(manifests.stream().map(ManifestFile::path).toList());
                case LISTS -> list(files.lists());
                case STATISTICS -> list(files.statistics());
                case LOG -> log(files.log(), otherMetadata);
                case ROOT -> list(List.of(files.metadata().metadataFileLocation()));
            }
            if (step == Step.ROOT) {
                return;
            }
            move(cursor.nextStep());
        }
    }

    private void content(TableFiles files, List<ManifestFile> manifests) {
        boolean isSameOrder =
                cursor.index() < manifests.size()
                        && manifests.get(cursor.index()).path().equals(cursor.manifest());
        if (!isSameOrder && !cursor.manifest().isEmpty()) {
            cursor = PurgeCursor.START;
        }
        for (int index = cursor.index(); index < manifests.size(); index++) {
            ManifestFile manifest = manifests.get(index);
            int done = index == cursor.index() ? cursor.position() : 0;
            Page page = new Page(index, manifest.path(), done);
            files.content(manifest, page::add);
            page.delete();
        }
    }

    /// Collects the files of one manifest and deletes them by the page, from the first that was not
    /// done.
    private final class Page {
        private final int index;
        private final String manifest;
        private final int done;
        private final List<String> files = new ArrayList<>();
        private int position;

        Page(int index, String manifest, int done) {
            this.index = index;
            this.manifest = manifest;
            this.done = done;
        }

        void add(String file) {
            position++;
            if (position <= done) {
                return;
            }
            files.add(file);
            if (files.size() == FilePages.PAGE) {
                delete();
            }
        }

        void delete() {
            if (files.isEmpty()) {
                return;
            }
            deletePage(files);
            files.clear();
            move(new PurgeCursor(Step.CONTENT, index, position, manifest));
        }
    }

    private void list(List<String> files) {
        int from = Math.min(cursor.index(), files.size());
        int done = from;
        for (List<String> page : FilePages.pages(files.subList(from, files.size()))) {
            deletePage(page);
            done += page.size();
            move(cursor.at(done));
        }
    }

    /// From the start each time: the listing does not have again what is gone.
    private void log(List<String> named, List<String> others) {
        Set<String> all = new LinkedHashSet<>(others);
        all.addAll(named);
        for (List<String> page : FilePages.pages(List.copyOf(all))) {
            deletePage(page);
        }
    }

    private void deletePage(List<String> page) {
        List<String> deletable = new ArrayList<>();
        int kept = 0;
        for (String file : page) {
            if (isSeen(file)) {
                continue;
            }
            if (mayDelete.test(file)) {
                deletable.add(file);
            } else {
                kept++;
            }
        }
        pages.delete(deletable);
        deletedCount += deletable.size();
        keptCount += kept;
    }

    private boolean isSeen(String file) {
        if (seen.size() >= MAX_REMEMBERED) {
            return false;
        }
        UUID hash = UUID.nameUUIDFromBytes(file.getBytes(StandardCharsets.UTF_8));
        return !seen.add(hash.getMostSignificantBits() ^ hash.getLeastSignificantBits());
    }

    private void move(PurgeCursor next) {
        cursor = next;
        run.checkpoint(new TaskProgress(next.encode(), deletedCount, keptCount));
    }
}
