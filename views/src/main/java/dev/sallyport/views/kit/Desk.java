package dev.sallyport.views.kit;

/**
 * What every page works with.
 *
 * @param background does the work
 * @param navigation leads to other pages
 * @param overlay asks before something is done
 * @param writes lets a change of something at AWS begin, as the account allows
 * @param tables what the reader chose of each table
 */
public record Desk(Background background, Navigation navigation, Overlay overlay, Writes writes, TableChoices tables) {
    /** Forgets what is chosen of a table when the window closes. */
    public Desk(Background background, Navigation navigation, Overlay overlay, Writes writes) {
        this(background, navigation, overlay, writes, TableChoices.unkept());
    }

    /** What the activity bar shows. */
    public Activity activity() {
        return background.activity();
    }
}
