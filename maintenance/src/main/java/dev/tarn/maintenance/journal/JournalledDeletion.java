package dev.tarn.maintenance.journal;

import dev.tarn.maintenance.reach.FileDeletion;
import dev.tarn.maintenance.reach.FileJoin;
import dev.tarn.maintenance.reach.FileNames;
import dev.tarn.maintenance.reach.TablePlaces;
import dev.tarn.maintenance.reach.TableReach;
import dev.tarn.maintenance.reach.TableTarget;

/// Deletes the files of a journal. Stateless.
public final class JournalledDeletion {
    private JournalledDeletion() {}

    /// Deletes all of them: it is known that nobody refers to any.
    public static void deleteAll(Journals journals, Journal journal, FileDeletion deletion) {
        journals.read(journal, deletion::delete);
        deletion.finish();
    }

    /// Deletes those that nobody refers to now, and that the table may delete.
    public static void deleteUnreferenced(
            TableTarget target, Journals journals, Journal journal, FileDeletion deletion) {
        try (FileJoin join = new FileJoin(FileNames.STANDARD, FileJoin.Mismatch.IGNORE)) {
            journals.read(journal, join::add);
            target.table().refresh();
            new TableReach(target.name(), target.io()).forEach(target.metadata(), join::refer);
            if (target.others() != null) {
                target.others().references(join::refer);
            }
            TablePlaces places = new TablePlaces(target);
            join.forEachUnreferenced((file, _) -> {
                if (places.mayDelete(file.location())) {
                    deletion.delete(file);
                }
            });
        }
        deletion.finish();
    }
}
