// The five tools: where they live, how one enters, what the workspace says of them.

import { createLasuiteTool, LASUITE_PATHS } from './lasuite.mjs'
import { createPlainTool, PLAIN_CALLBACK } from './plain.mjs'

const lasuite = { create: createLasuiteTool, callback: LASUITE_PATHS.callback, loggedOut: LASUITE_PATHS.loggedOut }
const plain = { create: createPlainTool, callback: PLAIN_CALLBACK, loggedOut: '/' }

export const TOOLS = [
  {
    id: 'docs', host: '127.0.0.1', colour: '#1F7A5C', ...lasuite, nextParam: 'next',
    externalApi: '/external_api/v1.0/', retry: { after: null, refusal: '/401/' },
    name: 'Docs', section: 'everyday',
    names: { fr: 'Docs', en: 'Docs', de: 'Docs' },
    purpose: { fr: 'Écrire à plusieurs', en: 'Write together', de: 'Gemeinsam schreiben' },
    keywords: ['note', 'texte', 'compte rendu', 'rédiger'],
    actions: [{ id: 'new', name: { fr: 'Nouveau document', en: 'New document', de: 'Neues Dokument' }, path: '/docs/new/' }],
    documents: { kind: 'lasuite-docs' },
  },
  {
    id: 'drive', host: '127.0.0.2', colour: '#20467F', ...lasuite, nextParam: 'returnTo',
    externalApi: '/external_api/v1.0/', retry: { after: 30, refusal: '/401/' },
    name: 'Fichiers', section: 'everyday',
    names: { fr: 'Fichiers', en: 'Files', de: 'Dateien' },
    purpose: { fr: 'Ranger et partager', en: 'Store and share', de: 'Ablegen und teilen' },
    keywords: ['dossier', 'partage', 'drive', 'pièce jointe'],
    documents: { kind: 'lasuite-drive' },
  },
  {
    id: 'meet', host: '127.0.0.3', colour: '#B34000', ...lasuite, nextParam: 'returnTo',
    externalApi: '/external-api/v1.0/', retry: { after: 30, refusal: null },
    name: 'Visio', section: 'everyday',
    names: { fr: 'Visio', en: 'Video calls', de: 'Videokonferenz' },
    purpose: { fr: 'Se réunir à distance', en: 'Meet at a distance', de: 'Aus der Ferne treffen' },
    keywords: ['réunion', 'appel', 'salle'],
    actions: [{ id: 'new', name: { fr: 'Nouvelle réunion', en: 'New meeting', de: 'Neue Besprechung' }, path: '/new/' }],
  },
  {
    id: 'grist', host: '127.0.0.4', colour: '#7A5A00', ...plain, enter: '/login', nextParam: 'next',
    name: 'Grist', section: 'service',
    names: { fr: 'Grist', en: 'Grist', de: 'Grist' },
    purpose: { fr: 'Tableurs partagés', en: 'Shared spreadsheets', de: 'Gemeinsame Tabellen' },
    keywords: ['tableau', 'données', 'calcul'],
  },
  {
    id: 'agenda', host: '127.0.0.5', colour: '#006A6F', ...plain, enter: '/login/initiate', nextParam: 'target_link_uri', initiated: true,
    name: 'Agenda', section: 'service',
    names: { fr: 'Agenda', en: 'Calendar', de: 'Kalender' },
    purpose: { fr: 'Rendez-vous et congés', en: 'Appointments and leave', de: 'Termine und Urlaub' },
    keywords: ['calendrier', 'rendez-vous', 'congés'],
  },
]
