package dev.sallyport.views.kit;

import dev.sallyport.core.webacl.Verdict;
import java.util.Locale;
import java.util.regex.Pattern;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;

/** A coloured word with a glyph before it, so that colour is never the only sign. */
public final class Badge {
    private static final Pattern MANAGED = Pattern.compile("^(?:AWS[-/#_])?AWSManagedRules(?=[A-Z])");

    private Badge() {}

    /** {@code tone} is one of the badge tones of {@link Css}. */
    public static Label of(String word, String tone) {
        return of(glyph(tone), word, tone);
    }

    /** The same with another glyph than that of its tone. */
    public static Label of(String glyph, String word, String tone) {
        Label label = new Label(glyph + ' ' + word);
        label.getStyleClass().addAll(Css.BADGE, tone);
        label.setMinWidth(Region.USE_PREF_SIZE);
        return label;
    }

    /** The badge of a WAF action by AWS's word: ALLOW, BLOCK, COUNT, CAPTCHA, CHALLENGE; anything else is unknown. */
    public static Label action(String action) {
        return of(actionWord(action), actionTone(action));
    }

    /** The tone of a WAF action. */
    public static String actionTone(String action) {
        return switch (action) {
            case "ALLOW" -> Css.ALLOWED;
            case "BLOCK" -> Css.BLOCKED;
            case "COUNT", "EXCLUDED_AS_COUNT" -> Css.COUNTED;
            case "CAPTCHA", "CHALLENGE" -> Css.CHALLENGED;
            default -> Css.UNKNOWN;
        };
    }

    /** What ended a request, as {@code explain} names it; the default action in words. */
    public static String ended(String rule) {
        return rule.equals(Verdict.DEFAULT_ACTION) ? "Default action" : rule;
    }

    /** A group or rule without what all groups of AWS have in common, which says nothing in a narrow column. */
    public static String brief(String rule) {
        return MANAGED.matcher(rule).replaceFirst("");
    }

    /** A cell with what ended a request, whole in its tooltip. */
    public static Label endedCell(String rule) {
        Label label = new Label(brief(ended(rule)));
        label.setMinWidth(0);
        label.setTooltip(new Tooltip(rule));
        return label;
    }

    /** The word for a WAF action; one that is not known here keeps its name. */
    public static String actionWord(String action) {
        return switch (action) {
            case "ALLOW" -> "Allowed";
            case "BLOCK" -> "Blocked";
            case "COUNT", "EXCLUDED_AS_COUNT" -> "Counted";
            case "CAPTCHA", "CHALLENGE" -> "Challenged";
            case "", "-" -> "Unknown";
            default -> sentence(action.toLowerCase(Locale.ROOT));
        };
    }

    /** The badge of a finding's severity: info, low, medium, high, critical. */
    public static Label severity(String severity) {
        String tone = switch (severity) {
            case "critical", "high" -> Css.BLOCKED;
            case "medium" -> Css.COUNTED;
            default -> Css.NEUTRAL;
        };
        return of(sentence(severity), tone);
    }

    /** {@code rolling-back} as {@code Rolling back}. */
    public static String sentence(String word) {
        String spaced = word.replace('-', ' ').replace('_', ' ');
        return spaced.isEmpty() ? spaced : spaced.substring(0, 1).toUpperCase(Locale.ROOT) + spaced.substring(1);
    }

    /** The glyph of a tone. */
    public static String glyph(String tone) {
        return switch (tone) {
            case Css.ALLOWED, Css.GOOD -> "✓";
            case Css.BLOCKED, Css.DANGER -> "✕";
            case Css.COUNTED, Css.WARNING -> "!";
            case Css.CHALLENGED -> "◇";
            case Css.UNKNOWN -> "?";
            default -> "●";
        };
    }
}
