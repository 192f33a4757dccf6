"""The patterns woven into the sheet's band, one for each theme, as they are counted stitch by stitch."""

# Half of each motif, from the axis outwards and from the centre of the pattern downwards: it is mirrored both
# ways. "#" is a stitch in the theme's colour, "o" one in the lamp's.
MOTIFS = {
    # A wave that never breaks off (безконечник): talk that goes on.
    "communication": """
        o.......#
        .o.....##
        ..o...##.
        #..o.##..
        ##..##...
        .####...#
        ..##...##
        .####..#.
        ##..##...
        #..o.##..
        ..o...##.
        .o.....##
        o.......#""",
    # A sown field: a rhomb quartered, with a seed in each quarter.
    "investment": """
        #########
        #.....##.
        #.oo.##..
        #.o.##...
        #..##....
        #.##.....
        ###......
        ##.......
        #........
        ........#
        o......##
        .o....###
        o.o..####""",
    # The eight-pointed star (рожа, gwiazda): it guards.
    "medicine": """
        o........
        ..####...
        .#.####..
        .##.####.
        .###.####
        .####....
        ..###....
        ...##....
        ....#...o
        .........
        #.......#
        ##.....##
        o##...###""",
    # Two rhombs that hold each other.
    "partnership": """
        #..o...##
        ..o...##.
        .o...##..
        o...##...
        #..##...#
        ####...##
        .##...###
        ####...##
        #..##...#
        o...##...
        .o...##..
        ..o...##.
        #..o...##""",
    # Roof beside roof, a tree between them.
    "places": """
        #...#####
        ##...####
        .##...###
        ..##...##
        o..##...#
        oo..##...
        .oo..##..
        o.oo..##.
        oo.oo..##
        .oo..#..#
        ..o.###..
        #..#####.
        ##.#####.""",
    # Rhomb within rhomb.
    "neutral": """
        o..##..##
        ..##..##.
        .##..##..
        ##..##...
        #..##....
        ..##.....
        .##......
        ##......#
        #......##
        ......##.
        .....##..
        ....##..#
        o..##..##""",
}
