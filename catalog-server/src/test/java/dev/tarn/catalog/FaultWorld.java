package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.FaultSteps.Fault;
import dev.tarn.catalog.FaultSteps.Killed;
import dev.tarn.catalog.http.Answer;
import dev.tarn.catalog.store.Database;
import dev.tarn.catalog.task.TaskSettings;

import org.apache.iceberg.catalog.Namespace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/// One database and one warehouse with two servers: the victim, to whose requests bad things
/// happen, and the witness, to which nothing does and who tells what is really there.
///
/// After each request it is checked that the answer was true: 2xx means that the change is there,
/// 4xx and 503 that it is not and left no file, 500 and death that it is there wholly or not at
/// all.
final class FaultWorld implements AutoCloseable {
    /// @param status 0 when the victim died before it could answer
    record Outcome(int status, boolean hasChanged, boolean hasFired, int stepCount) {}

    private final CatalogConfig config;
    private final Database real;
    private final FaultSteps steps = new FaultSteps();
    private final FaultyDatabase faulty;
    private final TarnCatalog witnessServer;
    private final LakeWitness witness;
    private final S3World.TestClock clock = new S3World.TestClock();
    private final Set<String> suspects = new HashSet<>();
    private TarnCatalog victim;
    private FaultyFiles files;
    private String namespace = "none";
    private LakeState state = LakeState.NONE;
    private final byte[] manifestList;
    private int namespaces;
    private int taskSteps;

    FaultWorld(CatalogConfig config) {
        this.config =
                config.withUpkeep(UpkeepConfig.DEFAULT.withTasks(TaskSettings.BY_HAND))
                        .withClock(clock);
        this.real = config.store().open();
        this.faulty = new FaultyDatabase(real, steps);
        this.witnessServer =
                TarnCatalog.open(
                        this.config, CatalogSeams.NONE, new FaultyDatabase(real, new FaultSteps()));
        this.witness = new LakeWitness(witnessServer, real);
        this.victim = openVictim();
        Namespace template = Namespace.of("template");
        witnessServer.catalog().createNamespace(template);
        this.manifestList = Appends.emptyManifestList(witnessServer.catalog(), template);
    }

    private TarnCatalog openVictim() {
        CatalogSeams seams =
                new CatalogSeams(store -> store, io -> files = new FaultyFiles(io, steps));
        return TarnCatalog.open(config, seams, faulty);
    }

    /// Goes on in a namespace that is not there yet.
    void moveToNewNamespace() {
        namespace = "w" + ++namespaces;
        witness.moveTo(namespace);
        state = LakeState.NONE;
    }

    LakeWitness witness() {
        return witness;
    }

    LakeState state() {
        return state;
    }

    /// A request that must go well.
    void please(LakeChange change) {
        writeFiles(change);
        Answer answer = witness.send(change.request(namespace, witness.known()));
        assertThat(answer.status()).as("%s: %s", change, answer.body()).isBetween(200, 299);
        state = change.applyTo(state).orElseThrow();
        assertThat(witness.observe()).isEqualTo(state);
    }

    /// Sends a request to the victim, whose step `number` goes wrong, and checks that the answer is
    /// true. A request with a key is sent again when nobody knows what became of it.
    Outcome send(LakeChange change, Attack attack) {
        String key = attack.hasKey() && change.takesKey() ? UUID.randomUUID().toString() : null;
        LakeChange.Request request = change.request(namespace, witness.known());
        LakeChange.Request rival = attack.rival().request(namespace, witness.known());
        writeFiles(change);
        writeFiles(attack.rival());
        LakeState before = state;
        boolean[] rivalDone = {false};
        files.takeCreated();
        steps.arm(
                attack.step(),
                attack.fault(),
                () -> rivalDone[0] = witness.send(rival).status() < 300);
        int status;
        try {
            status = LakeWitness.send(victim, request, key).status();
        } catch (Killed e) {
            status = 0;
        }
        List<FaultSteps.Site> taken = steps.taken();
        boolean hasFired = steps.hasFired();
        steps.disarm();
        faulty.settle(attack.isLateCommitKept());
        Set<String> created = files.takeCreated();
        if (status == 0) {
            startVictimAgain();
        }
        Set<LakeState> unchanged = new HashSet<>();
        Set<LakeState> changed = new HashSet<>();
        if (rivalDone[0]) {
            Optional<LakeState> afterRival = attack.rival().applyTo(before);
            afterRival.ifPresent(unchanged::add);
            afterRival.flatMap(change::applyTo).ifPresent(changed::add);
            change.applyTo(before).flatMap(attack.rival()::applyTo).ifPresent(changed::add);
        } else {
            unchanged.add(before);
            change.applyTo(before).ifPresent(changed::add);
        }
        String what =
                "%s with %s answered %d after %s, before it %s"
                        .formatted(change, attack, status, taken, before);
        state = witness.observe();
        check(what, status, unchanged, changed);
        boolean hasChanged = !unchanged.contains(state);
        checkFiles(what, created, status, attack.fault() == Fault.FAIL_BEFORE, taken);
        if (key != null && (status == 0 || status >= 500)) {
            Optional<LakeState> again = hasChanged ? Optional.of(state) : change.applyTo(state);
            sendAgain(what, request, key, again);
        }
        return new Outcome(status, hasChanged, hasFired, taken.size());
    }

    private void startVictimAgain() {
        steps.bury();
        victim.close();
        victim = openVictim();
    }

    /// What a client writes before it commits.
    private void writeFiles(LakeChange change) {
        switch (change) {
            case LakeChange.Append append -> writeFile(append);
            case LakeChange.AppendBoth both -> {
                writeFile(both.first());
                writeFile(both.second());
            }
            default -> {}
        }
    }

    private void writeFile(LakeChange.Append append) {
        String location = witness.known().locations().get(append.name());
        if (location != null) {
            Appends.writeFiles(location, append.snapshot(), manifestList);
        }
    }

    /// Has the victim delete the files of purged tables, whose step `number` goes wrong, and then
    /// the witness do what is left: they are all gone, and nobody else's.
    ///
    /// @return whether something went wrong
    boolean runTasks(Attack attack) {
        Set<String> gone = witness.filesToGo();
        steps.arm(attack.step(), attack.fault(), () -> {});
        boolean isKilled = false;
        try {
            victim.upkeep().runDue();
        } catch (Killed e) {
            isKilled = true;
        } catch (RuntimeException e) {
            // the database does not answer: somebody else goes on when the lease ends
        }
        boolean hasFired = steps.hasFired();
        taskSteps = steps.taken().size();
        steps.disarm();
        faulty.settle(attack.isLateCommitKept());
        if (isKilled) {
            startVictimAgain();
        }
        finishTasks(gone, attack.toString());
        return hasFired;
    }

    /// How many steps the victim's tasks took.
    int taskSteps() {
        return taskSteps;
    }

    /// Has the files of purged tables deleted, without anything going wrong.
    void runTasks() {
        finishTasks(witness.filesToGo(), "nothing");
    }

    private void finishTasks(Set<String> gone, String what) {
        clock.advance(TaskSettings.DEFAULT.lease().plusSeconds(1));
        witnessServer.upkeep().runDue();
        state = state.withoutPurging();
        assertThat(witness.observe()).as(what).isEqualTo(state);
        assertThat(gone)
                .as(what)
                .allSatisfy(file -> assertThat(LakeWitness.path(file)).doesNotExist());
        witness.checkFilesAreThere();
    }

    private void check(String what, int status, Set<LakeState> unchanged, Set<LakeState> changed) {
        if (status >= 200 && status < 300) {
            assertThat(changed).as("an acknowledged change is lost: " + what).contains(state);
            return;
        }
        if (status == 0 || status == 500) {
            Set<LakeState> either = new HashSet<>(unchanged);
            either.addAll(changed);
            assertThat(either).as("a change is there by half: " + what).contains(state);
            return;
        }
        assertThat(unchanged).as("a refused change is there: " + what).contains(state);
    }

    /// What a request left on disk and nothing names is only allowed where nobody knew better, or
    /// where deleting was what failed.
    private void checkFiles(
            String what,
            Set<String> created,
            int status,
            boolean hasFailed,
            List<FaultSteps.Site> taken) {
        Set<String> left = new TreeSet<>();
        for (String location : created) {
            if (Files.exists(LakeWitness.path(location))) {
                left.add(location);
            }
        }
        left.removeAll(witness.named(left));
        boolean deleteFailed = hasFailed && taken.contains(FaultSteps.Site.FILE_DELETE);
        if (status == 0 || status == 500 || deleteFailed) {
            suspects.addAll(left);
            return;
        }
        assertThat(left).as("files nobody needs: " + what).isEmpty();
    }

    /// Of a request with a key, the second answer is the first one's: it happens once.
    private void sendAgain(
            String what, LakeChange.Request request, String key, Optional<LakeState> wanted) {
        Answer again = LakeWitness.send(victim, request, key);
        LakeState now = witness.observe();
        String which = "sent again, answered %d: %s".formatted(again.status(), what);
        assertThat(now).as(which).isEqualTo(wanted.orElse(state));
        assertThat(again.status() < 300).as(which).isEqualTo(wanted.isPresent());
        state = now;
    }

    /// How many files of unknown outcomes are still there.
    int leftFiles() {
        return (int) suspects.stream().filter(file -> Files.exists(LakeWitness.path(file))).count();
    }

    void reconcile(Path directory) throws IOException {
        witnessServer.upkeep().runDue();
        clock.advance(Duration.ofMinutes(1)); // no file is from the future
        Orphans.reconcile(witnessServer, real, directory);
    }

    @Override
    public void close() {
        victim.close();
        witnessServer.close();
        real.close();
    }

    /// What goes wrong with a request.
    ///
    /// @param rival what somebody else does, for [Fault#RIVAL]
    /// @param isLateCommitKept whether a late COMMIT arrives after all
    /// @param hasKey whether the request has an idempotency key
    record Attack(
            int step, Fault fault, LakeChange rival, boolean isLateCommitKept, boolean hasKey) {

        private static final int MAX_STEP = 16;
        private static final int FEW = 5;

        static Attack random(Random random, LakeChange rival) {
            Fault[] faults = Fault.values();
            return new Attack(
                    random.nextInt(random.nextBoolean() ? FEW : MAX_STEP),
                    faults[random.nextInt(faults.length)],
                    rival,
                    random.nextBoolean(),
                    random.nextInt(3) == 0);
        }
    }
}
