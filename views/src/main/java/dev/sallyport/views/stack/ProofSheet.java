package dev.sallyport.views.stack;

import dev.sallyport.core.proof.Proof;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Css;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Proofs with what was sent and what came back. */
final class ProofSheet {
    private ProofSheet() {}

    static VBox of(List<Proof> proofs) {
        VBox box = new VBox();
        box.getStyleClass().add("proof-sheet");
        proofs.stream().map(ProofSheet::line).forEach(box.getChildren()::add);
        return box;
    }

    static Region line(Proof proof) {
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
        Label badge = proof.holds() ? Badge.of("Holds", Css.GOOD) : Badge.of("Does not hold", Css.DANGER);
        HBox line = new HBox(words, badge);
        line.getStyleClass().add("proof-line");
        line.setAccessibleText(proof.title() + (proof.holds() ? ": holds. " : ": does not hold. ") + proof.evidence());
        return line;
    }

    /** {@code 7 of 7 hold}. */
    static String count(List<Proof> proofs) {
        return proofs.stream().filter(Proof::holds).count() + " of " + proofs.size() + " hold";
    }
}
