package dev.sallyport.views.kit;

/**
 * What every page works with.
 *
 * @param background does the work
 * @param navigation leads to other pages
 * @param overlay asks before something is done
 * @param writes lets a change of something at AWS begin, as the account allows
 */
public record Desk(Background background, Navigation navigation, Overlay overlay, Writes writes) {
    /** What the activity bar shows. */
    public Activity activity() {
        return background.activity();
    }
}
