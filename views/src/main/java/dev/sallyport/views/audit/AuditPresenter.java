package dev.sallyport.views.audit;

import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.core.audit.LedgerExport;
import dev.sallyport.core.audit.LedgerState;
import dev.sallyport.views.audit.AuditModel.Checked;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Question;
import dev.sallyport.views.kit.ViewState;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads and checks the ledger, and writes it to files. */
final class AuditPresenter {
    private final Desk desk;
    private final Ledger ledger;
    private final AuditModel model = new AuditModel();
    private final Question<Checked> question;

    AuditPresenter(Desk desk, Ledger ledger) {
        this.desk = desk;
        this.ledger = ledger;
        this.question = new Question<>(desk.background(), model.ledger);
        model.ledger.subscribe(state -> model.answer.set(state.say(AuditPresenter::answer, "Nothing is recorded.")));
    }

    Question<Checked> question() {
        return question;
    }

    AuditModel model() {
        return model;
    }

    void show(Place place) {
        place.words().ifPresent(model.filter::set);
        refresh();
    }

    void hide() {
        question.cancel();
    }

    void refresh() {
        question.ask(Words.READING, () -> new Checked(ledger.entries().reversed(), ledger.verify()), this::judge);
    }

    void export(Path target) {
        desk.background()
                .load("Exporting the ledger", () -> {
                    List<LedgerEntry> entries = ledger.entries();
                    LedgerExport.write(entries, target);
                    return entries.size();
                })
                .onSuccess(count -> desk.activity()
                        .done(Format.count(count, "entry", "entries") + " written to " + target.getFileName() + "."))
                .run();
    }

    private static String answer(Checked found) {
        LedgerState state = found.state();
        return state.intact()
                ? Format.count(state.entries(), "entry", "entries") + ", and the ledger is intact."
                : "The ledger does not verify.";
    }

    private ViewState<Checked> judge(Checked found) {
        return found.entries().isEmpty() && found.state().intact()
                ? new ViewState.Empty<>(
                        Words.NONE,
                        Words.NONE_WHY,
                        Optional.of(Action.of(
                                "audit.decrypt", Words.OPEN_DECRYPT, () -> desk.navigation().go(Place.of("decrypt")))))
                : new ViewState.Ready<>(found);
    }
}
