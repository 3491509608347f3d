"""Given names that are common in France, as :func:`netmap.inputs.words.plain` writes them.

Left out: those that organisations and places bear as often (France, Lorraine, Victoire…).
"""

import re

GIVEN_NAMES = frozenset(
    re.findall(
        r"[a-z]+",
        """
        abdallah abdel abdelkader abdou adam adama adele adeline adrien adrienne agathe
        agnes ahmed aicha aime aimee alain alban albane albert alexandra alexandre alexia
        alexis alfred ali alice alicia aline alison alix amadou amandine amelie amina amine
        amira ana anais anas andre andrea andree ange angela angele angelina angelique
        anissa anita ann anna annabelle anne annick annie anouk anthony antoine antonio
        ariane arlette armand arnaud arthur assia astrid aubin aude audrey augustin aurelie
        aurelien aurore awa axel axelle aya ayoub aziz baptiste barbara bastien beatrice ben
        benedicte benjamin benoit bernadette bernard berthe bertrand bilal blandine boris
        boubacar brahim brice brigitte bruno camille capucine carine carla carlos carmen
        carole caroline catherine cecile cedric celeste celia celine chantal charlene
        charles charlotte cheikh chloe christel christelle christian christiane christine
        christophe cindy claire clara claude claudette claudia claudine clemence clement
        clementine clotilde colette colin coralie corentin corinne cyril cyrille damien
        daniel daniela daniele danielle danny david deborah delphine denis denise diane
        didier dimitri dominique donatien dorian dorothee dylan edgar edith edmond edouard
        edwige eleonore eliane elias elie eliette eline elisa elisabeth elise ella elodie
        eloise elsa emile emilie emilien emma emmanuel emmanuelle enzo eric erika ernest
        erwan estelle esther ethan etienne eugene eugenie eva evelyne fabien fabienne
        fabrice fadila fanny farid farida fatiha fatima fatma fatou fatoumata felicie felix
        fernand fernande fiona flavie flavien florence florent florian floriane francine
        francis franck francois francoise frederic frederique gabriel gabrielle gael gaelle
        gaetan gaspard gaston genevieve geoffrey georges georgette gerald geraldine gerard
        germain germaine ghislaine gilbert gilberte gilles gregoire gregory guillaume
        gustave guy gwenaelle habib hadrien hakim halima hamza hanane hassan hassna hawa
        helena helene henri henriette herve hortense houria hubert hugo hugues ibrahim
        ibrahima idriss imane ines ingrid irene iris isabelle ismael issa jacqueline jacques
        jade jamal james jamila jean jeanine jeanne jeannine jennifer jeremie jeremy jerome
        jessica joachim joao joel joelle johan johanna john jonathan jordan joris jose josee
        joseph josephine josette josiane josselin judith jules julia julie julien juliette
        justin justine karen karim karima karine katia kevin khadija khaled lea leila lena
        leo leon leonie leopold leslie lila lilian liliane lina linda lisa lise loic lola
        lou louis louise louisette luc lucas lucette lucia lucie lucien lucienne lucile
        ludivine ludovic luis lydia lydie maelle maeva magali mahamadou malik malika mamadou
        manon manuel manuela marc marcel marcelle margaux margot marguerite maria mariam
        mariama marianne marie marielle marina marine marion marius marjorie marlene marthe
        martin martine marwa maryline maryse mathias mathieu mathilde matthieu maud maurice
        max maxence maxim maxime mehdi melanie melina melissa melodie michael michel michele
        micheline michelle mickael mireille mohamed mohammed monica monique morgane mouna
        mounir moussa muriel murielle mustapha myriam nabil nadege nadia nadine naima nancy
        nassim natacha nathalie nathan nicolas nicole nina noel noelle noemie nora nordine
        nour odette odile olga olivia olivier omar ophelie oscar oumar ousmane pablo pascal
        pascale patrice patricia patrick paul paula paule paulette pauline pedro perrine
        peter philippe pierre pierrette quentin rachel rachid rachida raoul raphael
        raphaelle raymond raymonde rebecca regine regis remi remy rene renee richard robert
        robin roger roland romain romane romeo romuald ronan rosalie rose roseline roxane
        ruben sabine sabrina said saida salim salima salma salome salomon samia samir samira
        samuel samy sandra sandrine sara sarah sebastien selim selma serge severine sidonie
        simon simone soazig sofia sofiane solange solene sonia sophie souad stella stephane
        stephanie steve steven suzanne suzie sylvain sylvette sylviane sylvie tanguy tania
        tatiana teddy theo theodore therese thibault thibaut thierry thomas tiffany timothee
        tiphaine tom tristan ugo ulysse valentin valentine valerie vanessa veronique vincent
        violette virginie viviane walid wassim wilfried william xavier yacine yael yamina
        yann yannick yannis yasmina yasmine yassine yoann yohan yolande youssef yvan yves
        yvette yvon yvonne zahra zakaria zineb zoe zohra
        """,
    )
)
