package dev.millrace.scenes.world;

import static dev.millrace.scenes.world.Stroke.curve;
import static dev.millrace.scenes.world.Stroke.lines;

import java.util.List;

/**
 * The ways in which each digit is written. Several ways per digit make what is learned on drawn digits carry over to
 * handwriting.
 */
final class DigitStrokes {

    private static final List<List<List<Stroke>>> WAYS = List.of(
            List.of(
                    List.of(curve(.5, .03, .2, .2, .14, .5, .2, .8, .5, .97, .8, .8, .86, .5, .8, .2, .5, .03)),
                    List.of(curve(.5, .03, .3, .2, .26, .5, .3, .8, .5, .97, .7, .8, .74, .5, .7, .2, .5, .03)),
                    List.of(curve(.62, .04, .3, .15, .14, .5, .2, .85, .45, .97, .75, .8, .84, .45, .72, .12, .5, .1))),
            List.of(
                    List.of(lines(.5, .03, .5, .97)),
                    List.of(lines(.28, .28, .55, .03, .55, .97)),
                    List.of(lines(.3, .25, .52, .03, .52, .97), lines(.22, .97, .82, .97)),
                    List.of(lines(.25, .4, .6, .03, .6, .97))),
            List.of(
                    List.of(curve(.2, .26, .34, .06, .64, .05, .8, .26, .62, .55, .2, .95), lines(.2, .95, .86, .95)),
                    List.of(curve(.22, .2, .45, .03, .75, .15, .7, .45, .4, .75, .15, .95), lines(.15, .95, .85, .93)),
                    List.of(curve(.2, .25, .5, .03, .8, .25, .6, .6, .3, .9, .18, .85, .3, .78, .55, .92, .88, .9))),
            List.of(
                    List.of(curve(.2, .13, .5, .03, .78, .22, .45, .47, .82, .7, .55, .96, .18, .86)),
                    List.of(lines(.2, .06, .78, .06, .45, .42), curve(.45, .42, .82, .6, .72, .9, .4, .97, .16, .86)),
                    List.of(
                            curve(.22, .08, .6, .05, .78, .25, .62, .45, .38, .48),
                            curve(.38, .48, .7, .52, .84, .72, .6, .96, .18, .9))),
            List.of(
                    List.of(lines(.62, .03, .14, .64, .9, .64), lines(.66, .35, .66, .97)),
                    List.of(lines(.25, .05, .2, .52, .8, .52), lines(.76, .05, .72, .97)),
                    List.of(lines(.5, .03, .18, .6, .86, .56), lines(.62, .4, .5, .97)),
                    List.of(curve(.3, .05, .22, .4, .35, .56, .75, .5), lines(.78, .1, .68, .97))),
            List.of(
                    List.of(lines(.8, .05, .3, .05, .25, .45), curve(.25, .45, .55, .38, .82, .62, .68, .92, .2, .92)),
                    List.of(lines(.82, .06, .36, .06), curve(.36, .06, .26, .44, .6, .42, .8, .66, .58, .95, .18, .86)),
                    List.of(curve(.8, .08, .45, .05, .3, .4, .62, .48, .76, .75, .5, .96, .2, .9))),
            List.of(
                    List.of(curve(.68, .04, .36, .3, .2, .68, .45, .96, .78, .78, .62, .53, .25, .65)),
                    List.of(curve(.5, .03, .28, .4, .22, .75, .48, .97, .76, .8, .6, .56, .3, .62)),
                    List.of(curve(.75, .1, .45, .08, .2, .45, .24, .85, .55, .96, .82, .75, .62, .5, .26, .6))),
            List.of(
                    List.of(lines(.15, .06, .85, .06, .42, .97)),
                    List.of(lines(.15, .06, .82, .06, .5, .97), lines(.32, .5, .78, .5)),
                    List.of(lines(.2, .2, .2, .06, .84, .06), curve(.84, .06, .6, .45, .48, .97)),
                    List.of(curve(.16, .12, .5, .05, .82, .1, .62, .5, .4, .97), lines(.3, .52, .75, .48))),
            List.of(
                    List.of(curve(.5, .47, .24, .28, .5, .03, .76, .28, .5, .47, .18, .73, .5, .97, .82, .73, .5, .47)),
                    List.of(curve(.72, .15, .5, .03, .28, .22, .5, .46, .76, .72, .5, .97, .24, .74, .5, .46, .74, .2)),
                    List.of(
                            curve(.5, .03, .28, .15, .32, .4, .5, .46, .7, .38, .72, .14, .5, .03),
                            curve(.5, .46, .22, .6, .24, .88, .5, .97, .78, .88, .78, .6, .5, .46))),
            List.of(
                    List.of(curve(.76, .28, .5, .5, .24, .3, .48, .03, .76, .25, .74, .6, .66, .97)),
                    List.of(curve(.78, .25, .52, .5, .22, .32, .45, .03, .78, .22, .76, .65, .5, .95, .22, .88)),
                    List.of(curve(.7, .14, .42, .05, .26, .3, .5, .48, .74, .22), lines(.74, .14, .7, .97))));

    private DigitStrokes() {}

    /** The ways of a digit, at least one; each is a list of strokes. */
    static List<List<Stroke>> of(int digit) {
        return WAYS.get(digit);
    }
}
