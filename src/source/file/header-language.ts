/** English header words and what German, French, Spanish, Portuguese, Italian and Dutch exports say for them; accents gone, ä as ae. */
const dictionary = `
customer kunde kunden cliente clientes klant klanten
company firma firmen unternehmen societe entreprise empresa azienda societa bedrijf
account konto compte cuenta conta
tenant mandant mandanten
number nummer nr numero
name namen nom nombre nome naam bezeichnung
id kennung identifiant identificador
industry branche branchen secteur settore setor
country land pays pais paese
size groesse taille tamano tamanho grootte
status statut estado stato zustand
tier stufe niveau nivel
stage phase etape etapa
owner betreuer kundenbetreuer verantwortlicher verantwortlich zustaendig responsable responsabile responsavel
start beginn anfang debut inicio inizio begin
end ende fin fim einde
term laufzeit duree duracion durata
date datum fecha
contract vertrag vertraege contrat contrats contrato contratos contratto contratti
subscription abo abonnement suscripcion assinatura abbonamento
plan tarif paket forfait
product produkt produit producto produto prodotto
quantity menge anzahl quantite cantidad quantidade quantita aantal
seats plaetze sitze lizenzen licencias sieges licenze licencas
amount betrag montant importe monto importo bedrag
price preis prix precio preco prezzo prijs
value wert valeur valor valore waarde
total summe gesamtbetrag totale
gross brutto brut bruto lordo
net netto neto
revenue umsatz chiffre ingresos receita ricavi omzet
fee gebuehr
monthly monatlich monatliche monatlicher mensuel mensuelle mensual mensal mensile maandelijks
annual jaehrlich jaehrliche jahres annuel annuelle anual annuale jaarlijks
month monat monats mois mes mese maand
year jahr annee ano anno jaar
week woche wochen semaine semana settimana
day giorno dia jour
per pro par por
currency waehrung devise moneda divisa moeda valuta
discount rabatt remise descuento desconto sconto korting
cancellation kuendigung kuendigungs resiliation cancelacion baja cancelamento disdetta opzegging
cancelled gekuendigt resilie cancelado disdetto opgezegd
renewal verlaengerung verlaengerungs renouvellement renovacion renovacao rinnovo verlenging
notice_period kuendigungsfrist preavis preaviso preavviso opzegtermijn
auto automatisch automatische automatique automatica automatico
invoice rechnung rechnungen facture factura fatura fattura factuur
due faellig faelligkeit faelligkeits echeance vencimiento vencimento scadenza verval
payment zahlung zahlungs paiement pago pagamento betaling
paid bezahlt paye pagado pagato betaald
created erstellt erstellung angelegt cree creation creado creacion criado creato aangemaakt
opened geoeffnet eroeffnet ouvert ouverture abierto apertura aberto aperto geopend
closed geschlossen ferme cloture cerrado cierre fechado chiuso gesloten
resolved geloest resolu resuelto resolvido risolto opgelost
response antwort reponse respuesta resposta risposta antwoord
first erste erster erstes premiere premier primera primeira prima eerste
subject betreff sujet objet asunto assunto oggetto onderwerp
description beschreibung descripcion descricao descrizione omschrijving
priority prioritaet priorite prioridad prioridade priorita prioriteit
channel kanal canal canale kanaal
escalated eskaliert escalado
contact kontakt ansprechpartner contacto contato contatto contactpersoon
first_name vorname prenom voornaam
last_name nachname apellido apellidos sobrenome cognome achternaam
email mail courriel correo
title titel poste cargo functie position
role rolle rol ruolo papel
score bewertung punktzahl puntuacion pontuacao punteggio
comment kommentar commentaire comentario commento opmerking
reason grund motif raison motivo razon reden
event ereignis evenement evento
action aktion accion acao azione actie
feature funktion fonctionnalite funcion funcao funzione functionaliteit
user nutzer benutzer anwender utilisateur usuario utilizador utente gebruiker
users utilisateurs usuarios utilizadores utenti gebruikers
active aktive aktiv actifs activos ativos attivi actieve
logins anmeldungen connexions accesos acessos accessi
usage nutzung utilisation uso utilizzo gebruik
timestamp zeitstempel zeitpunkt horodatage
since seit depuis desde dal sinds
type typ art tipo
unit einheit unite unidad unidade unita eenheid
website webseite internetseite internetadresse
survey umfrage enquete encuesta pesquisa sondaggio enquete
agent bearbeiter agente
churned abgewandert
`;

/** Words that are English too; they count as foreign only beside a word that is foreign for sure. */
const shy = new Map([['data', 'date'], ['fine', 'end'], ['note', 'score'], ['client', 'customer']]);
const fillers = new Set(['de', 'du', 'des', 'del', 'della', 'di', 'do', 'da', 'la', 'le', 'el', 'der', 'die', 'das', 'den', 'd', 'l', 'am', 'zum', 'van', 'of', 'the']);

const english = new Map<string, string>();
for (const row of dictionary.trim().split('\n')) {
  const [word = '', ...others] = row.split(' ');
  for (const other of others) english.set(other, word);
}
const stems = [...english.keys()].filter((word) => word.length > 2).sort((a, b) => b.length - a.length);

/** A German or Dutch compound in its parts (`vertragsbeginn`: contract, start), or null where a part is unknown. */
function parts(word: string): string[] | null {
  const whole = english.get(word);
  if (whole) return [whole];
  for (const stem of stems) {
    if (word.length < stem.length + 3 || !word.startsWith(stem)) continue;
    for (const joint of ['', 's', 'n', 'en', 'es']) {
      const rest = word.slice(stem.length);
      const tail = rest.startsWith(joint) ? parts(rest.slice(joint.length)) : null;
      if (tail) return [english.get(stem)!, ...tail];
    }
  }
  return null;
}

function orders(words: readonly string[]): string[] {
  if (words.length < 2 || words.length > 3) return [words.join('_')];
  return words.flatMap((word, index) => orders(words.toSpliced(index, 1)).map((rest) => `${word}_${rest}`));
}

/**
 * What a normalised header of another language would be in English: candidates, in every order of their words, for
 * `fecha_inicio` is `start_date`. Empty where no word of it is foreign.
 */
export function englishHeaders(header: string): string[] {
  const words = header.split('_');
  const known = words.map(parts);
  if (known.every((found) => found === null)) return [];
  const told = words.flatMap((word, index) => known[index] ?? (fillers.has(word) ? [] : [shy.get(word) ?? word]));
  const months = told.includes('per') || told.some((word) => ['amount', 'price', 'fee', 'revenue', 'value'].includes(word));
  const plain = told.filter((word) => word !== 'per').map((word) => (months && word === 'month' ? 'monthly' : months && word === 'year' ? 'annual' : word));
  return [...new Set(orders(plain))];
}
