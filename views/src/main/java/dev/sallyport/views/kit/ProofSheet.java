package dev.sallyport.views.kit;

import dev.sallyport.core.proof.Outcome;
import dev.sallyport.core.proof.Proof;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Proofs with what was sent and what came back. */
public final class ProofSheet {
    private ProofSheet() {}

    /** All of them, one below the other. */
    public static VBox of(List<Proof> proofs) {
        VBox box = new VBox();
        box.getStyleClass().add("proof-sheet");
        proofs.stream().map(ProofSheet::line).forEach(box.getChildren()::add);
        return box;
    }

    /** One of them. */
    public static Region line(Proof proof) {
        Label title = new Label(proof.title());
        title.getStyleClass().add(Css.STRONG);
        title.setWrapText(true);
        title.setMinHeight(Region.USE_PREF_SIZE);
        Label evidence = new Label(proof.evidence());
        evidence.getStyleClass().addAll(Css.MUTED, Css.SMALL);
        evidence.setWrapText(true);
        evidence.setMinHeight(Region.USE_PREF_SIZE);
        VBox words = new VBox(title, evidence);
        words.getStyleClass().add(Css.STACKED_TIGHT);
        HBox.setHgrow(words, Priority.ALWAYS);
        String word = word(proof.outcome());
        Label badge = Badge.of(word, tone(proof.outcome()));
        HBox line = new HBox(words, badge);
        line.getStyleClass().add("proof-line");
        line.setAccessibleText(proof.title() + ": " + word.toLowerCase(Locale.ROOT) + ". " + proof.evidence());
        return line;
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case HOLDS -> "Holds";
            case FAILS -> "Does not hold";
            case UNKNOWN -> "Could not be asked";
        };
    }

    private static String tone(Outcome outcome) {
        return switch (outcome) {
            case HOLDS -> Css.GOOD;
            case FAILS -> Css.DANGER;
            case UNKNOWN -> Css.WARNING;
        };
    }

    /** {@code 7 of 7 hold}. */
    public static String count(List<Proof> proofs) {
        return proofs.stream().filter(Proof::holds).count() + " of " + proofs.size() + " hold";
    }

    /** {@code 5 of 7 hold, 1 could not be asked}. */
    public static String sentence(List<Proof> proofs) {
        long unknown = proofs.stream().filter(proof -> proof.outcome() == Outcome.UNKNOWN).count();
        return count(proofs) + (unknown == 0 ? "" : ", " + unknown + " could not be asked");
    }

    /** The tone of all of them: that of the worst, and none where none ran. */
    public static String tone(List<Proof> proofs) {
        return proofs.stream()
                .map(Proof::outcome)
                .max(Comparator.comparingInt(List.of(Outcome.HOLDS, Outcome.UNKNOWN, Outcome.FAILS)::indexOf))
                .map(ProofSheet::tone)
                .orElse(Css.NEUTRAL);
    }
}
